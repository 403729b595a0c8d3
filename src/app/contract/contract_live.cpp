#include "app/contract/contract_live.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/probe/direct_request.hpp"
#include "evidence/answer_check.hpp"
#include "evidence/contract_request.hpp"
#include "evidence/smoke_plan.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kPrompt = "Answer with the word OK.";

/// What one request is made to show.
enum class Kind : unsigned char { Good, GoodStream, Incomplete };
constexpr std::array kKinds{Kind::Good, Kind::GoodStream, Kind::Incomplete};

Json body_of(Family family, Kind kind, const std::string& model) {
  Json body{{"model", model}};
  if (family == Family::Responses) body["store"] = false;
  if (kind == Kind::Incomplete) return body;
  if (family == Family::Responses) {
    body["input"] = kPrompt;
  } else {
    body["messages"] = Json::array({Json{{"role", "user"}, {"content", kPrompt}}});
  }
  if (kind == Kind::GoodStream) body["stream"] = true;
  return body;
}

/// A target without a key sends none; whether it needs one is its answer to tell.
std::string scheme_of(const policy::Target& target, const evidence::FamilyContract& contract) {
  if (!target.api_key) return std::string(record::kAuthSchemeNames[static_cast<std::size_t>(contract.auth_scheme)]);
  return target.changes.key_field == policy::KeyField::Authorization ? "bearer" : "api_key";
}

std::vector<evidence::ContractFinding> findings_in_request(const LiveCheck& check, const evidence::FamilyContract& contract,
                                                           const HttpRequest& sent) {
  evidence::ObservedRequest request{.family = contract.family,
                                    .method = sent.method,
                                    .path = check.target.origin.path_prefix + std::string(path_of(contract.family)),
                                    .auth_scheme = scheme_of(check.target, contract),
                                    .members = {},
                                    .model = check.model};
  const Json body = Json::parse(sent.body, nullptr, false);
  for (const auto& [name, value] : body.items()) request.members.push_back(name);
  return evidence::check_request(check.pack, request);
}

void judge_status(Kind kind, int status, evidence::ContractFindings& findings) {
  const bool refused = status >= 400;
  if (kind != Kind::Incomplete && refused) findings.add(evidence::Deviation::RequestRefused, "status");
  if (kind == Kind::Incomplete && status < 300) findings.add(evidence::Deviation::IncompleteRequestAccepted, "status");
}

std::string title_of(Kind kind, Family family) {
  if (kind == Kind::Good) return "a good request";
  if (kind == Kind::GoodStream) return "a good request, streamed";
  return fmt::format("a request without `{}`", evidence::content_member(family));
}

/// A stream that is cut says by what it lacks how it differs; of another answer nothing is said unless it is whole.
Result<HttpAnswer> answer_to(const LiveCheck& check, const HttpRequest& request, Kind kind, Clock& clock) {
  const WebLimits limits{kLiveTimeMax, evidence::kObservedBytesMax};
  if (kind == Kind::GoodStream) return web_request(place_of(check.target), request, limits, clock);
  return whole_web_request(place_of(check.target), request, limits, clock);
}

Result<CheckedSubject> check_one(const LiveCheck& check, const evidence::FamilyContract& contract, Kind kind, Clock& clock) {
  CheckedSubject subject{
      .what = fmt::format("{}, {}: {}", check.target.name, name_of(contract.family), title_of(kind, contract.family)),
      .source = contract.source};
  if (kind == Kind::GoodStream && contract.frames.empty()) {
    subject.unknown = "the pack documents no events of a stream";
    return subject;
  }
  const auto request = direct_request(check.target, contract.family, body_of(contract.family, kind, check.model).dump());
  if (!request) return tl::unexpected(request.error());
  const auto answer = answer_to(check, *request, kind, clock);
  if (!answer) return tl::unexpected(answer.error());
  if (kind != Kind::Incomplete) subject.findings = findings_in_request(check, contract, *request);
  evidence::ContractFindings status;
  judge_status(kind, answer->status, status);
  const evidence::ObservedAnswer observed{contract.family, kind == Kind::GoodStream, answer->status,
                                          std::string(answer->field("content-type")), answer->body};
  for (auto& findings : {std::move(status).take(), evidence::check_answer(check.pack, observed)}) {
    subject.findings.insert(subject.findings.end(), findings.begin(), findings.end());
  }
  return subject;
}

}  // namespace

Result<std::vector<CheckedSubject>> check_live(const LiveCheck& check, Clock& clock) {
  std::vector<CheckedSubject> subjects;
  for (const evidence::FamilyContract& contract : check.pack.families) {
    if (!check.target.serves(contract.family)) continue;
    for (const Kind kind : kKinds) {
      auto subject = check_one(check, contract, kind, clock);
      if (!subject) return tl::unexpected(subject.error());
      subjects.push_back(std::move(*subject));
    }
  }
  return subjects;
}

}  // namespace jurymast::app
