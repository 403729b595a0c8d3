#include "evidence/answer_check.hpp"

#include <nlohmann/json.hpp>

#include "evidence/contract_members.hpp"
#include "evidence/contract_stream.hpp"

namespace jurymast::evidence {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kJsonType = "application/json";
constexpr std::string_view kStreamType = "text/event-stream";

/// What one answer is held against.
struct Surface {
  const FamilyContract& contract;
  const FamilyContract* other;
};

bool is_of_type(std::string_view content_type, std::string_view wanted) {
  const std::string_view bare = content_type.substr(0, content_type.find_first_of("; "));
  return std::equal(bare.begin(), bare.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; });
}

void check_chat(const Surface& surface, const Json& object, ContractFindings& findings) {
  const auto choices = object.find("choices");
  if (choices == object.end() || !choices->is_array()) return;
  if (choices->empty()) return findings.add(Deviation::EmptyChoices, "/choices");
  for (const Json& choice : *choices) {
    if (choice.is_object() && !choice.contains("finish_reason")) continue;
    check_finish_reason(surface.contract, text_of(choice, "finish_reason"), "/choices/*/finish_reason", findings);
  }
}

void check_response(const Surface& surface, const Json& object, ContractFindings& findings) {
  const std::string_view status = text_of(object, "status");
  if (status == "failed") return findings.add(Deviation::ErrorInSuccess, "/status");
  if (object.contains("status")) check_finish_reason(surface.contract, status, "/status", findings);
  const auto output = object.find("output");
  const bool empty = output != object.end() && output->is_array() && output->empty();
  if (empty && status == "completed") findings.add(Deviation::EmptyChoices, "/output");
}

void check_object(const Surface& surface, const Json& object, ContractFindings& findings) {
  if (carries_error(object)) return findings.add(Deviation::ErrorInSuccess, "/error");
  const std::string_view type = text_of(object, "object");
  if (surface.other != nullptr && type == surface.other->object) return findings.add(Deviation::WrongSurface, "/object");
  if (object.contains("object") && type != surface.contract.object) {
    return findings.add(Deviation::ObjectDiffers, "/object", "it is not `" + surface.contract.object + "`");
  }
  find_missing(object, surface.contract.required, {}, findings);
  if (surface.contract.family == Family::ChatCompletions) return check_chat(surface, object, findings);
  check_response(surface, object, findings);
}

void check_error(const Surface& surface, std::string_view body, ContractFindings& findings) {
  const Json object = Json::parse(body, nullptr, false);
  if (!object.is_object()) return findings.add(Deviation::NotJson, "body");
  for (const std::string& pointer : surface.contract.error_members) {
    if (!has_member(object, pointer)) findings.add(Deviation::ErrorEnvelopeDiffers, pointer);
  }
}

void check_success(const Surface& surface, const ObservedAnswer& answer, ContractFindings& findings) {
  const std::string_view wanted = answer.streamed ? kStreamType : kJsonType;
  if (!is_of_type(answer.content_type, wanted)) {
    return findings.add(Deviation::ContentTypeDiffers, "content-type", "it is not `" + std::string(wanted) + "`");
  }
  if (answer.streamed) return check_stream(surface.contract, surface.other, answer.body, findings);
  const Json object = Json::parse(answer.body, nullptr, false);
  if (!object.is_object()) return findings.add(Deviation::NotJson, "body");
  check_object(surface, object, findings);
}

Family other_than(Family family) { return family == Family::Responses ? Family::ChatCompletions : Family::Responses; }

}  // namespace

std::vector<ContractFinding> check_answer(const ContractPack& pack, const ObservedAnswer& answer) {
  ContractFindings findings;
  const FamilyContract* const contract = pack.contract_of(answer.family);
  if (contract == nullptr) {
    findings.add(Deviation::FamilyUndocumented, "family");
    return std::move(findings).take();
  }
  const Surface surface{*contract, pack.contract_of(other_than(answer.family))};
  if (answer.body.size() > kObservedBytesMax) {
    findings.add(Deviation::AnswerTooLarge, "body");
  } else if (answer.status >= 300 && answer.status < 400) {
    findings.add(Deviation::Redirected, "status");
  } else if (answer.status >= 400 && !is_of_type(answer.content_type, kJsonType)) {
    findings.add(Deviation::ContentTypeDiffers, "content-type", "it is not `" + std::string(kJsonType) + "`");
  } else if (answer.status >= 400) {
    check_error(surface, answer.body, findings);
  } else {
    check_success(surface, answer, findings);
  }
  return std::move(findings).take();
}

}  // namespace jurymast::evidence
