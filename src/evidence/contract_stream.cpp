#include "evidence/contract_stream.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "evidence/contract_members.hpp"
#include "wire/sse_splitter.hpp"

namespace jurymast::evidence {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kStream = "stream";
constexpr std::string_view kDone = "[DONE]";
constexpr std::string_view kErrorKind = "error";
constexpr std::string_view kFailedKind = "response.failed";
constexpr const char* kReason = "/choices/*/finish_reason";
/// Choices that one stream is followed for.
constexpr std::size_t kChoicesMax = 128;

bool lists(const std::vector<std::string>& patterns, std::string_view kind) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) { return describes(pattern, kind); });
}

/// Follows the events of one stream to its end.
class StreamCheck {
 public:
  StreamCheck(const FamilyContract& contract, const FamilyContract* other, ContractFindings& findings)
      : contract_(contract), other_(other), findings_(findings) {}

  void take(const wire::SseSplitter::Event& event) {
    if (!event.has_data) return;
    if (event.data == kDone) return end_with(kDone);
    const Json frame = Json::parse(event.data, nullptr, false);
    if (!frame.is_object()) return findings_.add(Deviation::NotJson, std::string(kStream));
    const std::string_view kind = kind_of(frame, event.name);
    if (kind == kErrorKind || kind == kFailedKind || carries_error(frame)) {
      failed_ = true;
      return findings_.add(Deviation::ErrorInSuccess, std::string(kStream));
    }
    if (!lists(contract_.frames, kind)) return foreign(kind);
    find_missing(frame, contract_.frame_required, {}, findings_);
    if (contract_.family == Family::ChatCompletions) return take_choices(frame);
    take_response(frame, kind);
  }

  void finish() {
    if (failed_ || foreign_) return;
    for (const auto& [index, ended] : choices_) {
      if (!ended) findings_.add(Deviation::FinishReasonMissing, kReason);
    }
    const bool chat = contract_.family == Family::ChatCompletions;
    if (chat && choices_.empty()) findings_.add(Deviation::EmptyChoices, "/choices");
    if (!ended_ && !contract_.terminal.empty()) findings_.add(Deviation::TerminalEventMissing, std::string(kStream));
  }

 private:
  std::string_view kind_of(const Json& frame, std::string_view event_name) const {
    const bool chat = contract_.family == Family::ChatCompletions;
    const std::string_view type = text_of(frame, "type");
    if (chat) return frame.contains("object") ? text_of(frame, "object") : type;
    if (!type.empty()) return type;
    return event_name.empty() ? text_of(frame, "object") : event_name;
  }

  void foreign(std::string_view kind) {
    foreign_ = true;
    const bool elsewhere = other_ != nullptr && lists(other_->frames, kind);
    findings_.add(elsewhere ? Deviation::WrongSurface : Deviation::FrameUndocumented, std::string(kStream));
  }

  void end_with(std::string_view kind) { ended_ = ended_ || lists(contract_.terminal, kind); }

  void take_choices(const Json& frame) {
    const auto choices = frame.find("choices");
    if (choices == frame.end() || !choices->is_array()) return;
    for (const Json& choice : *choices) {
      if (!choice.is_object()) continue;
      const auto index = choice.find("index");
      const bool numbered = index != choice.end() && index->is_number_unsigned();
      const std::uint64_t number = numbered ? index->get<std::uint64_t>() : 0;
      if (number >= kChoicesMax) continue;
      bool& ended = choices_[number];
      const std::string_view reason = text_of(choice, "finish_reason");
      if (reason.empty()) continue;
      ended = true;
      check_finish_reason(contract_, reason, kReason, findings_);
    }
  }

  void take_response(const Json& frame, std::string_view kind) {
    end_with(kind);
    const auto response = frame.find("response");
    if (!lists(contract_.terminal, kind) || response == frame.end()) return;
    find_missing(*response, contract_.required, "/response", findings_);
    check_finish_reason(contract_, text_of(*response, "status"), "/response/status", findings_);
  }

  const FamilyContract& contract_;
  const FamilyContract* other_;
  ContractFindings& findings_;
  std::map<std::uint64_t, bool> choices_;  ///< whether each has its finish reason
  bool ended_ = false;
  bool failed_ = false;
  bool foreign_ = false;
};

}  // namespace

void check_finish_reason(const FamilyContract& contract, std::string_view reason, std::string_view where,
                         ContractFindings& findings) {
  const bool known =
      std::find(contract.finish_reasons.begin(), contract.finish_reasons.end(), reason) != contract.finish_reasons.end();
  if (known || contract.finish_reasons.empty()) return;
  findings.add(reason.empty() ? Deviation::FinishReasonMissing : Deviation::FinishReasonUndocumented, std::string(where));
}

void check_stream(const FamilyContract& contract, const FamilyContract* other, std::string_view body, ContractFindings& findings) {
  StreamCheck check(contract, other, findings);
  wire::SseSplitter splitter;
  splitter.feed(body);
  wire::SseSplitter::Event event;
  wire::SseSplitter::Status status = splitter.next(event);
  for (; status == wire::SseSplitter::Status::Event; status = splitter.next(event)) check.take(event);
  if (status == wire::SseSplitter::Status::TooLarge) return findings.add(Deviation::AnswerTooLarge, std::string(kStream));
  while (splitter.finish(event) == wire::SseSplitter::Status::Event) check.take(event);
  check.finish();
}

}  // namespace jurymast::evidence
