// A session of the vendor's client for Node.js, printed as JSON: [what was called, status, answer].
//
// The status is 0 where the client hides it. Runs with NODE_PATH at an installation of its own:
// node use_smartling.js ORIGIN USER SECRET PROJECT FOLDER
"use strict";

const fs = require("fs");
const path = require("path");
const FormData = require("form-data");
const sdk = require("smartling-api-sdk-nodejs");

const [ORIGIN, USER, SECRET, PROJECT, FOLDER] = process.argv.slice(2);
const FILES = `${ORIGIN}/files-api/v2/projects/${PROJECT}`;

const GETTEXT = `msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#, c-format
msgid "Hello %s"
msgstr ""

msgid "Goodbye"
msgstr ""
`;
const PROPERTIES = "title=Welcome {0}\nbody=It''s here\n";

const seen = [];

const builder = (secret) =>
    new sdk.SmartlingApiClientBuilder()
        .setBaseSmartlingApiUrl(ORIGIN)
        .setClientLibMetadata("session", "1.0")
        .authWithUserIdAndUserSecret(USER, secret);

// Write an answer down and return it; refusals with status and envelope.
async function note(name, asked) {
    try {
        const answer = await asked;
        const shown = answer instanceof ArrayBuffer ? Buffer.from(answer).toString("latin1") : answer;
        seen.push([name, 0, shown]);
        return answer;
    } catch (error) {
        const payload = error.payload ? error.payload : {};
        if (!payload.statusCode) {
            throw error;
        }
        seen.push([name, payload.statusCode, JSON.parse(payload.errorResponse)]);
        return null;
    }
}

function write(name, text) {
    const file = path.join(FOLDER, name);
    fs.writeFileSync(file, text);
    return file;
}

// The first answer that `isDone` likes, of at most 60.
async function until(ask, isDone) {
    for (let tries = 0; tries < 60; tries += 1) {
        const answer = await ask();
        if (isDone(answer)) {
            return answer;
        }
        await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error("never done");
}

// What this version of the client has no method for, by its own transport.
function form(files, url, fields, kind = false) {
    const data = new FormData();
    Object.entries(fields).forEach(([name, value]) => data.append(name, value));
    const headers = sdk.SmartlingFilesApi.fixContentTypeHeaderCase(data);
    return files.makeRequest("post", `${FILES}/${url}`, data, kind, headers);
}

async function useFiles(files) {
    const uploaded = (uri, type, local) =>
        new sdk.UploadFileParameters().setFileFromLocalFilePath(local).setFileUri(uri).setFileType(type);
    const gettext = write("app.po", GETTEXT);
    const params = uploaded("/po/app.po", sdk.FileType.GETTEXT, gettext)
        .setCallbackUrl("https://x.test/done")
        .setDirective("namespace", "shared")
        .setDirective("placeholder_format_custom", "\\[\\w+\\]");
    await note("upload", files.uploadFile(PROJECT, params));
    const content = new sdk.UploadFileParameters()
        .setFileContent(PROPERTIES)
        .setFileUri("/app.properties")
        .setFileType(sdk.FileType.JAVA_PROPERTIES);
    await note("upload content", files.uploadFile(PROJECT, content));
    const again = uploaded("/po/app.po", sdk.FileType.GETTEXT, gettext);
    again.set("authorize", "true");
    await note("upload again", files.uploadFile(PROJECT, again));
    const broken = uploaded("/web/en.json", sdk.FileType.JSON, write("en.json", "{"));
    await note("upload broken", files.uploadFile(PROJECT, broken));

    const isDone = (status) => status.items.every((item) => item.completedStringCount === status.totalStringCount);
    await note("status", until(() => files.getStatusForAllLocales(PROJECT, "/po/app.po"), isDone));
    await until(() => files.getStatusForAllLocales(PROJECT, "/app.properties"), isDone);
    await note("status of nothing", files.getStatusForAllLocales(PROJECT, "/not/there.po"));
    await note("last modified", files.getLastModified(PROJECT, "/po/app.po"));
    for (const offset of [0, 1, 2]) {
        const page = new sdk.RecentlyUploadedFilesParameters().setLimit(1).setOffset(offset);
        await note(`list from ${offset}`, files.getRecentlyUploadedFiles(PROJECT, page));
    }
    const mask = new sdk.RecentlyUploadedFilesParameters().setUriMask("APP.PO");
    await note("list some", files.getRecentlyUploadedFiles(PROJECT, mask));
    await downloads(files);
    await imports(files);

    await note("rename", form(files, "file/rename", { fileUri: "/app.properties", newFileUri: "/new.properties" }));
    await note("delete", files.deleteFile(PROJECT, "/new.properties"));
    await note("deleted", files.getStatusForAllLocales(PROJECT, "/new.properties"));
}

async function downloads(files) {
    for (const kind of ["PUBLISHED", "PENDING", "PSEUDO"]) {
        const wanted = new sdk.DownloadFileParameters().setRetrievalType(sdk.RetrievalType[kind]);
        await note(`download ${kind}`, files.downloadFile(PROJECT, "/po/app.po", "de-DE", wanted));
    }
    const bare = new sdk.DownloadFileParameters()
        .setRetrievalType(sdk.RetrievalType.PUBLISHED)
        .excludeOriginalStrings()
        .enableDebugMode();
    await note("download without originals", files.downloadFile(PROJECT, "/app.properties", "de-DE", bare));
    const all = new sdk.DownloadFileAllTranslationsParameters().setRetrievalType(sdk.RetrievalType.PUBLISHED);
    await note("zip of a file", files.downloadFileAllTranslations(PROJECT, "/po/app.po", all));
    const several = JSON.stringify({
        files: [{ fileUri: "/po/app.po", localeIds: ["de-DE", "fr-FR"] }],
        retrievalType: "published",
        fileFilter: "published_files_only",
        localeMode: "locale_in_name"
    });
    const kind = sdk.ResponseBodyType.ARRAY_BUFFER;
    await note("zip of files", files.makeRequest("post", `${FILES}/files/zip`, several, kind));
    const older = { fileUri: "/po/app.po", retrievalType: "published" };
    older.file = fs.createReadStream(write("old.po", GETTEXT.replace("Goodbye", "So long")));
    await note("get translations", form(files, "locales/de-DE/file/get-translations", older, true));
    await note("download nothing", files.downloadFile(PROJECT, "/not/there.po", "de-DE", bare));
}

async function imports(files) {
    const spanish = write("es.po", GETTEXT.replace('"Goodbye"\nmsgstr ""', '"Goodbye"\nmsgstr "Adiós"')
        .replace('"Hello %s"\nmsgstr ""', '"Hello %s"\nmsgstr "Hola"'));
    const send = (state) => form(files, "locales/es-ES/file/import", {
        file: fs.createReadStream(spanish),
        fileUri: "/po/app.po",
        fileType: "gettext",
        translationState: state,
        overwrite: "true"
    });
    await note("import", send("PUBLISHED"));
    await note("import badly", send("FINISHED"));
    const published = new sdk.DownloadFileParameters().setRetrievalType(sdk.RetrievalType.PUBLISHED);
    await note("imported", files.downloadFile(PROJECT, "/po/app.po", "es-ES", published));
}

async function useJobs(jobs) {
    const wanted = new sdk.CreateJobParameters()
        .setName("Autumn")
        .setTargetLocaleIds(["de-DE"])
        .setDueDate(new Date(Date.UTC(2100, 0, 31)))
        .setCallbackUrl("https://x.test/job")
        .setCallbackMethod(sdk.CallbackMethod.POST);
    const uid = (await note("add job", jobs.createJob(PROJECT, wanted))).translationJobUid;
    const file = new sdk.AddFileParameters().setFileUri("/po/app.po");
    await note("add file", jobs.addFileToJob(PROJECT, uid, file));
    await note("job files", jobs.getJobFiles(PROJECT, uid, new sdk.ListJobFilesParameters().setLimit(10)));
    await note("authorize", jobs.authorizeJob(PROJECT, uid, new sdk.AuthorizeJobParameters()));
    const states = [sdk.JobStatus.COMPLETED, sdk.JobStatus.IN_PROGRESS];
    const some = new sdk.ListJobsParameters().setName("autu").setStatuses(states).setLimit(5);
    await note("find jobs", jobs.listJobs(PROJECT, some));
    const held = new sdk.SearchJobsParameters().setFileUris(["/po/app.po"]);
    await note("search jobs", jobs.searchJobs(PROJECT, held));
    await note("job progress", jobs.getJobProgress(PROJECT, uid, new sdk.JobProgressParameters()));
    const one = new sdk.FileProgressParameters().setFileUri("/po/app.po");
    await note("job file progress", jobs.getJobFileProgress(PROJECT, uid, one));
    await note("update job", jobs.updateJob(PROJECT, uid, new sdk.UpdateJobParameters().setName("Winter")));
    await note("job", jobs.getJob(PROJECT, uid));
    const gone = new sdk.RemoveFileParameters().setFileUri("/po/app.po");
    await note("remove file", jobs.removeFileFromJob(PROJECT, uid, gone));
    await note("cancel job", jobs.cancelJob(PROJECT, uid, new sdk.CancelJobParameters().setReason("No")));
    await note("delete job", jobs.deleteJob(PROJECT, uid));
    await note("deleted job", jobs.getJob(PROJECT, uid));
}

async function useBatches(batches, jobs) {
    const template = () => new sdk.JobBatchesParameters()
        .setTargetLocaleIds(["de-DE"])
        .setMode(sdk.JobBatchesParametersMode.REUSE_EXISTING)
        .setTimeZoneName("Europe/Berlin");
    const job = await note("get or create job", batches.createJob(PROJECT, "Sync {yyyy-MM-dd}", template()));
    await note("get job again", batches.createJob(PROJECT, "Sync {yyyy-MM-dd}", template()));
    await note("bad template", batches.createJob(PROJECT, "Sync {nonsense}", template()));
    const wanted = new sdk.CreateBatchParameters()
        .setTranslationJobUid(job.translationJobUid)
        .setAuthorize(true)
        .addFileUri("one.json");
    const { batchUid } = await note("create batch", batches.createBatch(PROJECT, wanted));
    const upload = (uri) => batches.uploadBatchFile(PROJECT, batchUid, new sdk.UploadBatchFileParameters()
        .setFileFromLocalFilePath(write("one.json", '{"one": "First text"}'))
        .setFileUri(uri)
        .setFileType(sdk.FileType.JSON)
        .setClientLibId("session", "1.0")
        .setLocalesToApprove(["de-DE", "fr-FR"]));
    const register = new sdk.RegisterBatchFileParameters().setFileUri("two.json");
    await note("batch register", batches.registerBatchFile(PROJECT, batchUid, register));
    await note("batch upload", upload("one.json"));
    await note("batch upload other", upload("three.json"));
    await note("batch open", batches.getBatchStatus(PROJECT, batchUid));
    const cancel = new sdk.CancelBatchFileParameters().setFileUri("two.json").setReason("Not wanted");
    await note("batch cancel", batches.cancelBatchFile(PROJECT, batchUid, cancel));
    const done = until(() => batches.getBatchStatus(PROJECT, batchUid), (batch) => batch.status === "COMPLETED");
    await note("batch done", done);
    const listed = new sdk.ListBatchesParameters()
        .setTranslationJobUid(job.translationJobUid)
        .setStatus(sdk.BatchStatus.COMPLETED)
        .setSort("createdDate", sdk.Order.DESC);
    await note("batches", batches.listBatches(PROJECT, listed));
    const ask = () => jobs.getJob(PROJECT, job.translationJobUid);
    await note("batch job", until(ask, (told) => told.jobStatus === "COMPLETED"));
    await note("close job", jobs.closeJob(PROJECT, job.translationJobUid, new sdk.CloseJobParameters()));
}

async function usePublished(published) {
    const wanted = new sdk.RecentlyPublishedFilesParameters()
        .setPublishedAfterDate(new Date(Date.now() - 3600 * 1000))
        .setFileUris(["/po/app.po", "one.json"])
        .setLocaleIds(["de-DE"])
        .setLimit(10);
    await note("published", published.getRecentlyPublishedFiles(PROJECT, wanted));
}

async function main() {
    const clients = builder(SECRET);
    const projects = clients.build(sdk.SmartlingProjectsApi);
    const { accountUid } = await note("project", projects.getProjectDetails(PROJECT));
    const filter = new sdk.ListProjectsParameters().setIncludeArchived(false).setLimit(10);
    await note("projects", projects.listProjects(accountUid, filter));
    const jobs = clients.build(sdk.SmartlingJobsApi);
    await useFiles(clients.build(sdk.SmartlingFilesApi));
    await useJobs(jobs);
    await useBatches(clients.build(sdk.SmartlingJobBatchesApi), jobs);
    await usePublished(clients.build(sdk.SmartlingPublishedFilesApi));

    const strangers = builder("not the secret").build(sdk.SmartlingProjectsApi);
    await note("wrong secret", strangers.getProjectDetails(PROJECT));
    const auth = new sdk.SmartlingAuthApi(ORIGIN, USER, SECRET, { debug() {}, warn() {}, error() {} });
    const first = await auth.getAccessToken();
    auth.requestTimestamp -= 475; // it takes its token for expired and refreshes it
    seen.push(["refreshed", 0, (await auth.getAccessToken()) !== first]);
    process.stdout.write(JSON.stringify(seen));
}

main().catch((error) => {
    process.stderr.write(`${error.stack}\n${JSON.stringify(seen.slice(-1))}\n`);
    process.exitCode = 1;
});
