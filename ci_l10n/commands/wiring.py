"""The one place that knows every adapter: from flags, configuration and environment to the ports of a run."""

import argparse
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ci_l10n.ci.detect import git_token, github_access, gitlab_access, is_gitlab, named_branch, token_hosts
from ci_l10n.ci.pages import artifacts_page
from ci_l10n.commands.outcome import World
from ci_l10n.commands.platforms import Connected, answer_timeout, has_credentials, make_smartling_for
from ci_l10n.config.credentials import SmartcatCredentials, smartcat_credentials
from ci_l10n.config.load import load_config
from ci_l10n.config.model import Config, KeyProject, SmartcatSettings, SmartlingSettings, TemporaryProject
from ci_l10n.doctor.ground import Probe
from ci_l10n.errors import AuthError, ConfigError
from ci_l10n.flow.patch_folder import PatchFolder, patch_folder
from ci_l10n.flow.ports import THREADS, Options, Ports
from ci_l10n.flow.shards import WHOLE, Shard
from ci_l10n.forge.base import Forge
from ci_l10n.forge.commenting import Comments
from ci_l10n.forge.committing import Committer
from ci_l10n.git.repo import Repository
from ci_l10n.model import Locale
from ci_l10n.net.retry import ATTEMPTS
from ci_l10n.tms.base import MachineTranslation, Platform

if TYPE_CHECKING:
    from ci_l10n.tms.smartcat.client import SmartcatClient
    from ci_l10n.tms.smartcat.making import Smartcat

_NO_ACCOUNT = SmartcatCredentials(
    "-no-account-", "-no-api-key-"
)  # no words: they are redacted like real ones
MOST_THREADS = 10  # connections that are kept open


@contextmanager
def open_ports(args: argparse.Namespace, world: World, *, is_preview: bool = False) -> Iterator[Ports]:
    """
    Everything a run needs, built once; the private repository is gone afterwards.

    A preview needs no credentials and may run for a fork; whether the platform can be asked says `knows_platform`.
    Raises `ConfigError`, `AuthError` or `DeliveryError` before anything was sent.
    """
    if not is_preview:
        refuse_fork(world)
    token = git_token(world.env)
    user, secret = token or ("", None)
    if secret:
        world.ci.mask(secret)
    with Repository.open(
        Path(world.directory),
        token=secret,
        token_user=user,
        token_hosts=token_hosts(world.env),
        redactor=world.redactor,
        clock=world.clock,
        timeout=answer_timeout(world.env),
    ) as repo:
        config = load_config(repo.root, args.config)
        base = _base_branch(world, repo)
        connected = make_platform(args, config, world, is_preview=is_preview)
        forge = make_forge(args, world)
        _keep_journal(world, connected.platform, forge)
        yield Ports(
            config=config,
            repo=repo,
            platform=connected.platform,
            forge=forge,
            committer=make_committer(forge),
            ci=world.ci,
            clock=world.clock,
            base=base,
            is_default_base=base == (world.ci.default_branch or _default_branch(repo) or base),
            options=replace(make_options(args, config, world.env), out=_patch_folder(args, world, repo)),
            bilingual=connected.bilingual,
            key_import=connected.key_import,
            journal=world.journal,
        )


def _keep_journal(world: World, platform: Platform, forge: Forge | None) -> None:
    """Let the report of a defect tell what was asked last."""
    world.journal.watch(lambda: platform.requests()[1])
    if forge is not None:
        world.journal.watch(lambda: forge.asked)


def refuse_fork(world: World) -> None:
    """Raises `AuthError` where there can be no credentials."""
    if world.ci.is_fork:
        raise AuthError(
            "this run belongs to a pull request from a fork (or by Dependabot), which gets no secrets,"
            " or should use none",
            hint="run `ci-l10n plan` or `ci-l10n check` there; synchronise when the pull request is merged",
            code="fork-without-secrets",
        )


def knows_platform(config: Config, world: World) -> bool:
    """Whether there are credentials to ask the platform with; forks get none, whatever the environment says."""
    return not world.ci.is_fork and has_credentials(config, world.env)


def make_platform(args: argparse.Namespace, config: Config, world: World, *, is_preview: bool) -> Connected:
    """The platform that the configuration names, with the credentials of the environment where it may be asked."""
    may_ask = not is_preview or knows_platform(config, world)
    shares = _shard(args, config).count
    if isinstance(config.platform, SmartlingSettings):
        threads = _threads(world.env.get("CI_L10N_THREADS", ""))
        smartling = make_smartling_for(
            config, config.platform, world, shares=shares, threads=threads, may_ask=may_ask
        )
        return Connected(smartling.platform, key_import=smartling.key_import)
    smartcat = make_smartcat_for(config, world, shares, may_ask=may_ask)
    return Connected(smartcat.platform, bilingual=smartcat.bilingual)


def make_smartcat_for(
    config: Config, world: World, shares: int = 1, *, may_ask: bool = True, attempts: int = ATTEMPTS
) -> "Smartcat":
    """
    Smartcat with the credentials of the environment; `ConfigError` when the configuration names another.

    Without ``may_ask`` it has none, and serves to say what can be known without a request.
    """
    if not isinstance(config.platform, SmartcatSettings):
        raise ConfigError(
            "only Smartcat has that, and the configuration names Smartling",
            hint="use it with a project under `platform: smartcat:`",
            code="platform-lacks-this",
        )
    from ci_l10n.tms.smartcat.making import Access, make_smartcat
    from ci_l10n.tms.smartcat.mapping import language_codes

    given = smartcat_credentials(world.env) if may_ask else _NO_ACCOUNT
    if may_ask:
        world.ci.mask(given.api_key)
    certificates = world.env.get("SSL_CERT_FILE") or world.env.get("REQUESTS_CA_BUNDLE")
    access = Access(given.account_id, given.api_key, given.url or "", certificates, shares, attempts)
    timeout = answer_timeout(world.env) or access.timeout
    access = replace(access, timeout=timeout, limits=config.limits.sizes)
    codes = language_codes((config.source_locale, *config.target_locales), config.spellings)
    return make_smartcat(config.platform, access, codes, world.clock, world.redactor)


def make_probe(config: Config, world: World) -> Probe:
    """The platform to be asked a few questions, without much patience."""
    if isinstance(config.platform, SmartlingSettings):
        smartling = make_smartling_for(config, config.platform, world, attempts=2)
        return Probe(smartling.platform, smartling.platform.fetch_project, lambda: smartling.log.server_ahead)
    smartcat = make_smartcat_for(config, world, attempts=2)
    return Probe(smartcat.platform, smartcat.client.account, lambda: smartcat.log.server_ahead)


def make_translator(
    config: Config, client: "SmartcatClient", profile: str | None, *, is_html: bool
) -> MachineTranslation:
    """Machine translation by ``profile``, else the configuration's."""
    from ci_l10n.tms.smartcat.mapping import language_codes
    from ci_l10n.tms.smartcat.smart_translation import SmartTranslation
    from ci_l10n.tms.smartcat.translation import SmartcatTranslation

    configured = config.platform.profile if isinstance(config.platform, SmartcatSettings) else ""
    return SmartcatTranslation(
        SmartTranslation(client),
        language_codes((config.source_locale, *config.target_locales), config.spellings),
        config.source_locale,
        profile=profile or configured,
        is_html=is_html,
    )


def find_refusal(config: Config, path: str, format: str | None, content: bytes) -> tuple[str, str] | None:  # noqa: A002
    """Why the platform cannot take a source file and the next step, as far as that shows without asking it."""
    settings = config.platform
    if isinstance(settings, SmartlingSettings):
        from ci_l10n.tms.smartling import types

        return types.refusal(path, format, content)
    if not (isinstance(settings, SmartcatSettings) and isinstance(settings.project, KeyProject)):
        return None
    from ci_l10n.tms.smartcat.keys.files import refusal

    return refusal(path, format, content, config.source_locale)


def make_forge(args: argparse.Namespace, world: World) -> Forge | None:
    """The forge that change requests are opened on; None when only a branch is wanted."""
    if getattr(args, "deliver", "none") != "pr":
        return None
    if is_gitlab(world.env):
        from ci_l10n.forge import gitlab_api
        from ci_l10n.forge.gitlab import GitLabForge

        project = gitlab_access(world.env)
        seconds = answer_timeout(world.env) or gitlab_api.TIMEOUT
        return GitLabForge(
            project.project, project.token, project.api_url, world.redactor, world.clock, seconds
        )
    access = github_access(world.env)
    if access is None:
        raise AuthError(
            "GITHUB_TOKEN or GITHUB_REPOSITORY is not set, so no pull request can be opened",
            hint="pass the input github_token (usually ${{ github.token }}); on GitLab set GITLAB_TOKEN; "
            "or use --deliver branch where there is no forge",
            code="github-token-missing",
        )
    from ci_l10n.forge import github_api
    from ci_l10n.forge.github import GitHubForge

    return GitHubForge(
        access.repository,
        access.token,
        access.api_url,
        access.graphql_url,
        world.redactor,
        world.clock,
        answer_timeout(world.env) or github_api.TIMEOUT,
    )


def make_comments(world: World) -> Comments | None:
    """
    The comments on change requests; None where nobody says whose, or with which token.

    Raises `AuthError` where the token cannot be one for comments.
    """
    if is_gitlab(world.env):
        from ci_l10n.forge.gitlab_comments import GitLabComments

        project = gitlab_access(world.env)
        return GitLabComments(project.project, project.token, project.api_url, world.redactor, world.clock)
    access = github_access(world.env)
    if access is None:
        return None
    from ci_l10n.forge.github_comments import GitHubComments

    return GitHubComments(
        access.repository, access.token, access.api_url, access.graphql_url, world.redactor, world.clock
    )


def make_committer(forge: Forge | None) -> Committer | None:
    """What makes signed commits; None where git alone has to do."""
    if forge is None or forge.name != "github":
        return None
    from ci_l10n.forge.github import GitHubForge

    return forge.committer if isinstance(forge, GitHubForge) else None


def chosen_locales(args: argparse.Namespace, config: Config) -> tuple[Locale, ...]:
    """What ``--locale`` says, () for nothing; raises `ConfigError` for one that the configuration does not have."""
    locales = tuple(args.locale or ())
    for locale in locales:
        if locale not in config.target_locales:
            raise ConfigError(
                f"--locale {locale}: not one of the target locales",
                hint=f"target_locales are {', '.join(config.target_locales)}",
                code="locale-unlisted",
            )
    return locales


def make_options(args: argparse.Namespace, config: Config, env: Mapping[str, str]) -> Options:
    """Flags of this run; raises `ConfigError` for a locale that the configuration does not have."""
    return Options(
        locales=chosen_locales(args, config),
        files=tuple(args.file or ()),
        deliver=getattr(args, "deliver", "none"),
        timeout=getattr(args, "timeout", None),
        dry_run=args.dry_run,
        full=getattr(args, "full", False),
        verbose=args.verbose,
        allow_deletes=getattr(args, "allow_deletes", "") or "",
        allow_words=getattr(args, "allow_words", "") or "",
        review_url=artifacts_page(env) if getattr(args, "review_page", None) and not args.dry_run else "",
        again=_again(args),
        shard=_shard(args, config),
        threads=_threads(env.get("CI_L10N_THREADS", "")),
        seed=getattr(args, "seed", False) is True,
    )


def _again(args: argparse.Namespace) -> str:
    """The command line that goes on once a guard is overridden."""
    stored = args.out if args.command == "plan" else getattr(args, "plan", None)
    if stored:
        return shlex.join(("ci-l10n", "apply", stored))
    return f"ci-l10n {args.command}" if hasattr(args, "deliver") else "ci-l10n push"


def _threads(given: str) -> int:
    if given and not (given.isdecimal() and 1 <= int(given) <= MOST_THREADS):
        raise ConfigError(f"CI_L10N_THREADS is no number from 1 to {MOST_THREADS}: '{given}'")
    return int(given or THREADS)


def _shard(args: argparse.Namespace, config: Config) -> Shard:
    given = getattr(args, "shard", None)
    shard = Shard(*given) if given else WHOLE
    if shard != WHOLE and isinstance(config.platform.project, TemporaryProject):
        raise ConfigError(
            "--shard shares out the files of a permanent project only", hint="leave --shard out"
        )
    return shard


def _default_branch(repo: Repository) -> str | None:
    return repo.remote_default_branch() if repo.remote_url else None


def _patch_folder(args: argparse.Namespace, world: World, repo: Repository) -> PatchFolder | None:
    given = getattr(args, "out", None)
    if getattr(args, "deliver", "none") == "patch":
        return patch_folder(world.directory, given, repo.root, repo.git_dir)
    if given and hasattr(args, "deliver"):
        raise ConfigError(
            "--out is the folder of --deliver patch, which is not given",
            hint="add --deliver patch, or leave --out out",
        )
    return None


def _base_branch(world: World, repo: Repository) -> str:
    base = world.ci.base_branch or repo.branch or named_branch(world.env)
    if base is None:
        raise ConfigError(
            "HEAD is detached and the environment names no branch",
            hint="check out a branch, or set GITHUB_REF (refs/heads/...) or CI_COMMIT_BRANCH",
            code="branch-unknown",
        )
    return base
