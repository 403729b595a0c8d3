#include "evidence/contract_finding.hpp"

#include <algorithm>

namespace jurymast::evidence {
namespace {

constexpr auto kRows = std::to_array<DeviationRow>({
    {Deviation::NotJson, "not_json", "the body, or an event of the stream, is no JSON object",
     "look at what stands between here and the API: a proxy, a page of a content network, another path"},
    {Deviation::ContentTypeDiffers, "content_type_differs", "the content type is not the documented one",
     "check the base URL and whether the request asked for a stream"},
    {Deviation::ObjectDiffers, "object_differs", "the object is of another type than documented",
     "read the page again; if it says the same, keep traffic away and ask the provider"},
    {Deviation::MemberMissing, "member_missing", "a member that is documented as always there is missing",
     "read the page again; if the application reads the member, do not promote"},
    {Deviation::EmptyChoices, "empty_choices", "a successful answer holds no choice and no output", "treat it as a failed answer"},
    {Deviation::FinishReasonMissing, "finish_reason_missing", "a whole answer does not say how it ended",
     "treat the answer as cut off"},
    {Deviation::FinishReasonUndocumented, "finish_reason_undocumented", "an answer ended for a reason that is not documented",
     "read the page again; an unknown reason is no evidence that the answer is whole"},
    {Deviation::FrameUndocumented, "frame_undocumented", "a stream holds an event of a kind that is not documented",
     "read the page again, and check that the application passes over events it does not know"},
    {Deviation::TerminalEventMissing, "terminal_event_missing", "a stream ended without its documented last event",
     "treat the answer as cut off"},
    {Deviation::ErrorInSuccess, "error_in_success", "a success status carries an error", "treat it as a failed answer"},
    {Deviation::ErrorEnvelopeDiffers, "error_envelope_differs", "an error has not the documented form",
     "read the page's section on errors again, and check how the failure is classified"},
    {Deviation::WrongSurface, "wrong_surface", "this is the other API family's surface",
     "check the route's family and the path; evidence of one family says nothing of the other"},
    {Deviation::Redirected, "redirected", "the API answered with a redirect, which is never followed",
     "correct the base URL; a wrong path is often answered so"},
    {Deviation::FamilyUndocumented, "family_undocumented", "the contract pack says nothing of this API family",
     "add the family to the pack, or name another pack"},
    {Deviation::AnswerTooLarge, "answer_too_large", "the answer is larger than a check looks at", "ask for a shorter answer"},
    {Deviation::MethodDiffers, "method_differs", "the request is sent with another method than documented",
     "correct what sends the request"},
    {Deviation::PathDiffers, "path_differs", "the request goes to another path than documented",
     "correct the base URL up to and with its version"},
    {Deviation::AuthSchemeDiffers, "auth_scheme_differs", "the key is sent in another way than documented",
     "correct `key_field` of the target, or the client"},
    {Deviation::RequestMemberMissing, "request_member_missing", "a member that the documentation requires is not sent",
     "add the member to the request"},
    {Deviation::DocumentedFamilyDiffers, "documented_family_differs", "the documentation points this model to the other API family",
     "choose the family from the page of the day before testing"},
    {Deviation::RequestRefused, "request_refused", "a request with everything the documentation requires was refused",
     "check the credential, the model and the account; then read the page again"},
    {Deviation::IncompleteRequestAccepted, "incomplete_request_accepted",
     "a request without a required member was answered as a good one", "do not count on this target to tell a malformed request"},
    {Deviation::PageMoved, "page_moved", "the page has another address now", "open it, and put the new address into the pack"},
    {Deviation::PageRefused, "page_refused", "the page was answered with a status that is no success",
     "where a browser opens it, save it and use --file PAGE --read-on DAY; else find it from the documentation's index, and put "
     "its "
     "address into the pack"},
    {Deviation::PageUnanswered, "page_unanswered", "nobody answered for the page; whether it stands is not known",
     "check the network and try again, or save the page by hand and use --file PAGE --read-on DAY"},
    {Deviation::PageTooLarge, "page_too_large", "the page is larger than a check reads",
     "save the part that matters and use --file"},
    {Deviation::DocsPageUnlisted, "docs_page_unlisted", "the documentation's index does not name the page",
     "find out whether the page still counts before relying on it"},
    {Deviation::PageChanged, "page_changed", "the page is not the one that was last recorded",
     "read it, check the pack against it, and verify again before promoting"},
    {Deviation::DocumentPathMissing, "document_path_missing", "the OpenAPI document describes no path that ends as the pack's does",
     "find out under which path the provider serves this family, and correct the pack and the base URL"},
    {Deviation::DocumentMethodMissing, "document_method_missing",
     "the OpenAPI document describes the path without the pack's method", "read the page again, and correct the pack"},
    {Deviation::DocumentKeyDiffers, "document_key_differs",
     "the OpenAPI document says that a key is sent in another way than the pack does",
     "read the page again, and correct the pack's `auth` and the target's `key_field`"},
    {Deviation::DocumentRequestDiffers, "document_request_differs",
     "the OpenAPI document and the pack do not require the same member of a request",
     "read the page again, and correct the pack, or ask the provider"},
    {Deviation::DocumentObjectDiffers, "document_object_differs", "the OpenAPI document names another type of object than the pack",
     "read the page again; if it agrees with the document, correct the pack and verify the target again"},
    {Deviation::DocumentMemberMissing, "document_member_missing",
     "the OpenAPI document describes no such member of an answer, which the pack promises",
     "read the page again; if the application reads the member, do not promote"},
    {Deviation::DocumentMemberOptional, "document_member_optional",
     "the OpenAPI document leaves a member of an answer open, which the pack promises",
     "move it to the pack's `response.optional`, and check that the application can do without it"},
    {Deviation::DocumentErrorDiffers, "document_error_differs",
     "the OpenAPI document describes errors without a member that the pack names",
     "read the page's section on errors again, and check how a failure is classified"},
});
static_assert(kRows.size() == kDeviationCount);

const DeviationRow& row_of(Deviation deviation) { return kRows[static_cast<std::size_t>(deviation)]; }

}  // namespace

const std::array<DeviationRow, kDeviationCount>& deviations() { return kRows; }

void ContractFindings::add(Deviation deviation, std::string where, std::string message) {
  const DeviationRow& row = row_of(deviation);
  const auto same = [&](const ContractFinding& told) { return told.id == row.id && told.where == where; };
  if (findings_.size() >= kContractFindingsMax || std::any_of(findings_.begin(), findings_.end(), same)) return;
  if (message.empty()) message = row.means;
  findings_.push_back({std::string(row.id), std::move(where), std::move(message)});
}

}  // namespace jurymast::evidence
