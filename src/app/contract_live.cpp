#include "app/contract_live.hpp"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "app/web_request.hpp"
#include "evidence/answer_check.hpp"
#include "evidence/contract_request.hpp"
#include "policy/setting_names.hpp"
#include "wire/body_overrides.hpp"
#include "wire/request_extras.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kPrompt = "Answer with the word OK.";

/// What one request is made to show.
enum class Kind : unsigned char { Good, Incomplete };

/// The member whose absence makes a request incomplete.
std::string_view content_member(Family family) { return family == Family::ChatCompletions ? "messages" : "input"; }

Json body_of(Family family, Kind kind, const std::string& model) {
  Json body{{"model", model}};
  if (family == Family::Responses) body["store"] = false;
  if (kind == Kind::Incomplete) return body;
  if (family == Family::Responses) {
    body["input"] = kPrompt;
  } else {
    body["messages"] = Json::array({Json{{"role", "user"}, {"content", kPrompt}}});
  }
  return body;
}

Result<std::string> adapted(const policy::Target& target, const Json& body) {
  wire::JsonScratch scratch;
  const wire::PaddedString padded(body.dump());
  auto changed = wire::adapt_body(padded.padded(), target.changes.body, scratch);
  if (!changed) return tl::unexpected(changed.error());
  return std::string(changed->body.padded().text);
}

/// The field that carries the target's key, by its configuration; the key goes nowhere else.
HttpField key_field(const policy::Target& target) {
  const std::string key(target.api_key->reveal());
  if (target.changes.key_field == policy::KeyField::Authorization) return {"Authorization", "Bearer " + key};
  return {std::string(policy::kKeyFieldNames[static_cast<std::size_t>(target.changes.key_field)]), key};
}

Result<HttpRequest> request_to(const policy::Target& target, Family family, const Json& body) {
  auto text = adapted(target, body);
  if (!text) return tl::unexpected(text.error());
  HttpRequest request;
  request.method = "POST";
  request.path = wire::with_query(target.origin.path_prefix + std::string(path_of(family)), target.changes.query);
  request.fields = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  if (target.api_key) request.fields.push_back(key_field(target));
  for (const auto& [name, value] : target.changes.headers) request.fields.push_back({name, value});
  request.body = std::move(*text);
  return request;
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
  if (kind == Kind::Good && refused) findings.add(evidence::Deviation::RequestRefused, "status");
  if (kind == Kind::Incomplete && status < 300) findings.add(evidence::Deviation::IncompleteRequestAccepted, "status");
}

Result<CheckedSubject> check_one(const LiveCheck& check, const evidence::FamilyContract& contract, Kind kind, Clock& clock) {
  const auto request = request_to(check.target, contract.family, body_of(contract.family, kind, check.model));
  if (!request) return tl::unexpected(request.error());
  const WebPlace place{check.target.origin, check.target.tls_ca_file, check.target.tls_verify};
  const auto answer = web_request(place, *request, {kLiveTimeMax, evidence::kObservedBytesMax}, clock);
  if (!answer) return tl::unexpected(answer.error());
  const std::string what =
      kind == Kind::Good ? "a good request" : fmt::format("a request without `{}`", content_member(contract.family));
  CheckedSubject subject{fmt::format("{}, {}: {}", check.target.name, name_of(contract.family), what), contract.source, {}};
  if (kind == Kind::Good) subject.findings = findings_in_request(check, contract, *request);
  evidence::ContractFindings status;
  judge_status(kind, answer->status, status);
  const evidence::ObservedAnswer observed{contract.family, false, answer->status, std::string(answer->field("content-type")),
                                          answer->body};
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
    for (const Kind kind : {Kind::Good, Kind::Incomplete}) {
      auto subject = check_one(check, contract, kind, clock);
      if (!subject) return tl::unexpected(subject.error());
      subjects.push_back(std::move(*subject));
    }
  }
  return subjects;
}

}  // namespace jurymast::app
