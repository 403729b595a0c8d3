#include "app/probe/other_gateway.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "app/client/web_request.hpp"
#include "app/probe/direct_request.hpp"
#include "config/secrets.hpp"
#include "evidence/smoke_plan.hpp"
#include "policy/classify.hpp"
#include "record/json_line.hpp"
#include "wire/content_kind.hpp"
#include "wire/header_fields.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kErrorFirst = 300;
constexpr std::string_view kPlaceholderKey = "<API_KEY_PLACEHOLDER>";

Result<std::shared_ptr<const Secret>> key_of(const std::string& reference, config::SecretSource& source) {
  constexpr std::string_view kTakes = "it takes env:NAME of a variable that is set, or file:PATH of a file";
  if (!reference.starts_with("env:") && !reference.starts_with("file:")) {
    return fail(Code::Invalid, "--via-key: {}; a key itself never stands on a command line", kTakes);
  }
  const config::Node nowhere;
  std::vector<config::Problem> problems;
  auto key = config::Secrets(source, nowhere, problems).resolve({reference}, config::Path());
  if (key) return key;
  return fail(Code::Invalid, "--via-key: {}; {}", problems.front().message, kTakes);
}

/// The request's body with the model that is asked for, and without what its family requires where that is to be found out.
std::string body_of(const DirectQuestion& question) {
  const std::string& model = question.target.model.empty() ? question.model : question.target.model;
  const std::string whole = evidence::fixture_body(
      question.fixture,
      {.family = question.check.family, .streamed = question.check.streamed, .model = model, .token_limit_member = {}});
  if (question.check.fault != record::ProbeFault::MissingField) return whole;
  Json body = Json::parse(whole);
  body.erase(std::string(evidence::content_member(question.check.family)));
  return body.dump();
}

/// The class that status, type and body tell; nothing of a status of success, which the answer itself says more of.
std::optional<FailureClass> class_of(const HttpAnswer& answer) {
  if (answer.status < kErrorFirst) return std::nullopt;
  const std::string type(answer.field("content-type"));
  wire::HeaderFields fields;
  fields.push({"content-type", type});
  wire::JsonScratch scratch;
  const wire::PaddedString body(answer.body);
  const wire::ErrorBody read = wire::read_error_body(body.padded(), scratch);
  const wire::ContentKind content = wire::content_kind_of(fields);
  return policy::classify_error({.status = answer.status,
                                 .content = content,
                                 .body_parsed = read.parsed,
                                 .html = content == wire::ContentKind::Html,
                                 .stateful = false,
                                 .error = read.facts});
}

}  // namespace

Result<std::string> via_address(const std::string& text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return record::JsonLine::identifier_character(c) == c; });
  const auto address = parse_web_address(text);
  if (!address || !plain || text.size() > record::JsonLine::kIdentifierBytesMax || text.find('@') != std::string::npos) {
    return fail(Code::Invalid,
                "--via takes an http or https address without a user, a query or a key, of at most {} characters, as applications "
                "are given it: https://gateway.example/v1",
                record::JsonLine::kIdentifierBytesMax);
  }
  return text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
}

Result<OtherGateway> other_gateway(const OtherGatewayAsk& ask, config::SecretSource& secrets) {
  const auto named = via_address(ask.address);
  if (!named) return tl::unexpected(named.error());
  const auto address = parse_web_address(*named);
  if (!address) return tl::unexpected(address.error());
  OtherGateway gateway{*named, {}};
  gateway.target.name = "via";
  gateway.target.origin = address->place.origin;
  gateway.target.origin.path_prefix = address->path == "/" ? std::string() : address->path;
  if (ask.key.empty()) return gateway;
  auto key = key_of(ask.key, secrets);
  if (!key) return tl::unexpected(key.error());
  gateway.target.api_key = *std::move(key);
  gateway.target.credential = ask.key;
  return gateway;
}

Result<evidence::CheckSeen> ask_other_gateway(const OtherGateway& gateway, const DirectQuestion& question, Clock& clock) {
  policy::Target target = gateway.target;
  if (question.check.fault == record::ProbeFault::Credential) {
    target.api_key = std::make_shared<const Secret>(std::string(kPlaceholderKey));
  }
  const MonotonicTime began = clock.now();
  const auto request = direct_request(target, question.check.family, body_of(question));
  if (!request) return tl::unexpected(request.error());
  auto answer = web_request(place_of(target), *request, {question.time_max, kHttpAnswerBytesMax}, clock);
  if (!answer) return tl::unexpected(answer.error());
  evidence::CheckSeen seen = seen_of(question.check, *answer, clock.now() - began);
  seen.told_class = class_of(*answer);
  return seen;
}

}  // namespace jurymast::app
