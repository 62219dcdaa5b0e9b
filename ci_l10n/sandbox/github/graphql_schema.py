"""The part of GitHub's GraphQL schema that the sandbox answers; names and types are those of the real one."""

from collections.abc import Collection

from graphql import GraphQLSchema, build_schema

_DEFINITIONS = """
scalar Base64String
scalar DateTime
scalar GitObjectID
scalar GitRefname
scalar URI

enum PullRequestState { CLOSED MERGED OPEN }
enum PullRequestMergeMethod { MERGE REBASE SQUASH }

type Query {
  viewer: User!
  rateLimit: RateLimit
  repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
  node(id: ID!): Node
}

interface Node { id: ID! }
interface Actor { login: String! }
interface GitObject { id: ID! oid: GitObjectID! }

type RateLimit { limit: Int! remaining: Int! }
type User implements Node & Actor { id: ID! login: String! }

type Repository implements Node {
  id: ID!
  name: String!
  nameWithOwner: String!
  url: URI!
  isPrivate: Boolean!
  autoMergeAllowed: Boolean!
  mergeCommitAllowed: Boolean!
  squashMergeAllowed: Boolean!
  rebaseMergeAllowed: Boolean!
  defaultBranchRef: Ref
  ref(qualifiedName: String!): Ref
  pullRequest(number: Int!): PullRequest
}

type Ref implements Node {
  id: ID!
  name: String!
  prefix: String!
  target: GitObject
}

type Commit implements Node & GitObject {
  id: ID!
  oid: GitObjectID!
  abbreviatedOid: String!
  url: URI!
  message: String!
  messageHeadline: String!
  signature: GitSignature
}

enum GitSignatureState {
  BAD_CERT BAD_EMAIL EXPIRED_KEY GPGVERIFY_ERROR GPGVERIFY_UNAVAILABLE INVALID MALFORMED_SIG NOT_SIGNING_KEY NO_USER
  OCSP_ERROR OCSP_PENDING OCSP_REVOKED UNKNOWN_KEY UNKNOWN_SIG_TYPE UNSIGNED UNVERIFIED_EMAIL VALID
}
interface GitSignature { isValid: Boolean! state: GitSignatureState! wasSignedByGitHub: Boolean! }
type GpgSignature implements GitSignature {
  isValid: Boolean!
  state: GitSignatureState!
  wasSignedByGitHub: Boolean!
}

type PullRequest implements Node {
  id: ID!
  number: Int!
  title: String!
  body: String!
  url: URI!
  state: PullRequestState!
  isDraft: Boolean!
  merged: Boolean!
  headRefName: String!
  headRefOid: GitObjectID!
  baseRefName: String!
  autoMergeRequest: AutoMergeRequest
}

type AutoMergeRequest { mergeMethod: PullRequestMergeMethod! enabledBy: Actor }

type Mutation {
  createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
  updateRefs(input: UpdateRefsInput!): UpdateRefsPayload
  enablePullRequestAutoMerge(input: EnablePullRequestAutoMergeInput!): EnablePullRequestAutoMergePayload
  disablePullRequestAutoMerge(input: DisablePullRequestAutoMergeInput!): DisablePullRequestAutoMergePayload
  convertPullRequestToDraft(input: ConvertPullRequestToDraftInput!): ConvertPullRequestToDraftPayload
  markPullRequestReadyForReview(input: MarkPullRequestReadyForReviewInput!): MarkPullRequestReadyForReviewPayload
}

input CommittableBranch { branchName: String id: ID repositoryNameWithOwner: String }
input CommitMessage { headline: String! body: String }
input FileAddition { path: String! contents: Base64String! }
input FileDeletion { path: String! }
input FileChanges { additions: [FileAddition!] = [] deletions: [FileDeletion!] = [] }
input CreateCommitOnBranchInput {
  branch: CommittableBranch!
  clientMutationId: String
  expectedHeadOid: GitObjectID!
  fileChanges: FileChanges
  message: CommitMessage!
}
type CreateCommitOnBranchPayload { clientMutationId: String commit: Commit ref: Ref }

input RefUpdate { name: GitRefname! beforeOid: GitObjectID afterOid: GitObjectID! force: Boolean = false }
input UpdateRefsInput { clientMutationId: String repositoryId: ID! refUpdates: [RefUpdate!]! }
type UpdateRefsPayload { clientMutationId: String }

input EnablePullRequestAutoMergeInput {
  authorEmail: String
  clientMutationId: String
  commitBody: String
  commitHeadline: String
  expectedHeadOid: GitObjectID
  mergeMethod: PullRequestMergeMethod = MERGE
  pullRequestId: ID!
}
type EnablePullRequestAutoMergePayload { actor: Actor clientMutationId: String pullRequest: PullRequest }
input DisablePullRequestAutoMergeInput { clientMutationId: String pullRequestId: ID! }
type DisablePullRequestAutoMergePayload { actor: Actor clientMutationId: String pullRequest: PullRequest }
input ConvertPullRequestToDraftInput { clientMutationId: String pullRequestId: ID! }
type ConvertPullRequestToDraftPayload { clientMutationId: String pullRequest: PullRequest }
input MarkPullRequestReadyForReviewInput { clientMutationId: String pullRequestId: ID! }
type MarkPullRequestReadyForReviewPayload { clientMutationId: String pullRequest: PullRequest }
"""


def make_schema(unknown: Collection[str] = ()) -> GraphQLSchema:
    """A schema without resolvers (values are dictionaries, some of whose members are functions) and ``unknown`` mutations."""
    schema = build_schema(_DEFINITIONS)
    if schema.mutation_type is not None:
        for name in unknown:
            del schema.mutation_type.fields[name]
    return schema
