"""Made by tools/make_plurals.py; do not edit."""

# fmt: off
CATEGORIES = {
    "one few many other": """be cs lt pl ru sk uk""",
    "one few other": """bs hr mo ro sh shi sr""",
    "one many other": """ca es fr ht it lld pt pt_BR scn vec""",
    "one other": """
        af ak am an as asa ast az bal bem bez bg bho bn brx ce ceb cgg chr ckb csw da de doi dv ee
        el en eo et eu fa ff fi fil fo fur fy gl gsw gu ha haw hi hu hy ia io is jgo ji jmc ka kab
        kaj kcg kk kkj kl kn ks ksb ku ky lb lg lij ln mas mg mgo mk ml mn mr nb nd ne nl nn nnh
        no nr nso ny nyn om or os pa pap pcm ps rm rof rwk saq sc sd sdh seh si sn so sq ss ssy st
        sv sw syr ta te teo ti tig tk tl tn tr ts tzm ug ur uz ve vo vun wa wae xh xog yi zu""",
    "one two few many other": """br ga gv mt""",
    "one two few other": """dsb gd hsb sl""",
    "one two other": """he iu iw naq sat se sma smj smn sms""",
    "other": """
        aa ab agq ann apc arn ba bas bew bgc bgn blt bm bo bss byn cad cch ccp cho cic co cop cu
        cv dav dje dua dyo dz ebu ewo frr gaa gez gn guz hnj id ie ig ii in ja jbo jv jw kaa kam
        kde kea ken kgp khq ki kln km ko kok kpe ksf kxv la lkt lmo lo lrc ltg lu luo luy mai mdf
        mer mfe mgh mhn mi mic mni moh ms mua mus my myv mzn nds nmg nqo nus nv oc osa pis qu quc
        raj rhg rif rn rw sa sah sbp ses sg shn sid skr su szl tg th to tok tpi trv trw tt twq tyv
        vai vi vmw wal wbp wo xnr yav yo yrl yue za zgh zh""",
    "zero one other": """blo ksh lag lv prg""",
    "zero one two few many other": """ar cy kw""",
}

# (plural expression, CLDR category of each index): languages
GETTEXT = {
    ("(n==1) ? 0 : (n>=2 && n<=4) ? 1 : 2", "one few other"): """cs sk""",
    ("0", "other"): """
        aa ab agq ann apc arn ba bas bew bgc bgn blt bm bo bss byn cad cch ccp cho cic co cop cu
        cv dav dje dua dyo dz ebu ewo frr gaa gez gn guz hnj id ie ig ii in ja jbo jv jw kaa kam
        kde kea ken kgp khq ki kln km ko kok kpe ksf kxv la lkt lmo lo lrc ltg lu luo luy mai mdf
        mer mfe mgh mhn mi mic mni moh ms mua mus my myv mzn nds nmg nqo nus nv oc osa pis qu quc
        raj rhg rif rn rw sa sah sbp ses sg shn sid skr su szl tg th to tok tpi trv trw tt twq tyv
        vai vi vmw wal wbp wo xnr yav yo yrl yue za zgh zh""",
    ("n != 1", "one other"): """
        af an asa ast az bal bem bez bg bn brx ca ce cgg chr ckb da de dv ee el en eo es et eu fi
        fo fur fy gl gsw ha haw he hi hu ia io it iw jgo ji jmc ka kaj kcg kk kkj kl ks ksb ku ky
        lb lg lij lld mas mgo ml mn mr nb nd ne nl nn nnh no nr ny nyn om or os pa pap ps pt rm
        rof rwk saq sc scn sd sdh seh sn so sq ss ssy st sv sw syr ta te teo tig tk tn tr ts ug ur
        uz ve vec vo vun wae xh xog yi""",
    ("n > 1", "one other"): """ak am as bho csw doi fa ff fr gu ht hy kab kn ln mg nso pcm pt_BR si ti wa zu""",
    ("n!=1 && n!=2 && n!=3 && (n%10==4 || n%10==6 || n%10==9)", "one other"): """ceb fil tl""",
    ("n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3", "one two few other"): """dsb hsb sl""",
    ("n%10==0 || n%100>=11 && n%100<=19 ? 0 : n%10==1 && n%100!=11 ? 1 : 2", "zero one other"): """prg""",
    ("n%10==1 && n%100!=11 && n%100!=71 && n%100!=91 ? 0 : n%10==2 && n%100!=12 && n%100!=72 && n%100!=92 ? 1 : (n%10==3 || n%10==4 || n%10==9) && (n%100<10 || n%100>19) && (n%100<70 || n%100>79) && n%100<90 ? 2 : n!=0 && n%1000000==0 ? 3 : 4", "one two few many other"): """br""",
    ("n%10==1 && n%100!=11 ? 0 : 1", "one other"): """is mk""",
    ("n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2", "one other zero"): """lv""",
    ("n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2", "one few other"): """lt""",
    ("n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", "one few many"): """be ru uk""",
    ("n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", "one few other"): """bs hr sh sr""",
    ("n%10==1 ? 0 : n%10==2 ? 1 : n%20==0 ? 2 : 3", "one two few other"): """gv""",
    ("n<=1 ? 0 : n<=10 ? 1 : 2", "one few other"): """shi""",
    ("n<=1 || n>=11 && n<=99 ? 0 : 1", "one other"): """tzm""",
    ("n==0 ? 0 : n==1 ? 1 : 2", "zero one other"): """blo ksh lag""",
    ("n==0 ? 0 : n==1 ? 1 : n%20==2 || n%1000==0 && (n%100000>=1000 && n%100000<=20000 || n%100000==40000 || n%100000==60000 || n%100000==80000) || n%1000000==100000 ? 2 : n%20==3 ? 3 : n%20==1 ? 4 : 5", "zero one two few many other"): """kw""",
    ("n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5", "zero one two few many other"): """ar""",
    ("n==1 ? 0 : (n==0 || (n%100 > 0 && n%100 < 20)) ? 1 : 2", "one few other"): """mo ro""",
    ("n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", "one few many"): """pl""",
    ("n==1 ? 0 : n==0 || ( n%100>=1 && n%100<=10) ? 1 : (n%100>10 && n%100<20 ) ? 2 : 3", "one few many other"): """mt""",
    ("n==1 ? 0 : n==2 ? 1 : 2", "one two other"): """iu naq sat se sma smj smn sms""",
    ("n==1 ? 0 : n==2 ? 1 : n>=3 && n<=6 ? 2 : n>=7 && n<=10 ? 3 : 4", "one two few many other"): """ga""",
    ("n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 0", "other one two few many"): """cy""",
    ("n==1 || n==11 ? 0 : n==2 || n==12 ? 1 : n>2 && n<20 ? 2 : 3", "one two few other"): """gd""",
}
