#include "app/contract/contract_fixture.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>

#include "base/units.hpp"
#include "config/problem.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::json;

constexpr int kStatusMin = 200;
constexpr int kStatusMax = 599;
constexpr std::array<std::string_view, 5> kAnswerMembers{"family", "streamed", "status", "content_type", "body"};
constexpr std::array<std::string_view, 5> kRequestMembers{"family", "method", "path", "auth_scheme", "body"};

Result<void> only(const Json& fixture, std::span<const std::string_view> known) {
  for (const auto& [name, value] : fixture.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return fail(Code::Invalid, "unknown member {}; docs/contracts.md tells which there are", config::in_quotes(name));
    }
  }
  return {};
}

Result<std::string> text_in(const Json& fixture, const char* name) {
  const auto found = fixture.find(name);
  if (found == fixture.end() || !found->is_string()) return fail(Code::Invalid, "`{}` is needed, as a text", name);
  return found->get<std::string>();
}

Result<Family> family_in(const Json& fixture) {
  const auto name = text_in(fixture, "family");
  if (!name) return tl::unexpected(name.error());
  const auto family = family_named(*name);
  if (!family) return fail(Code::Invalid, "`family` takes \"chat_completions\" or \"responses\"");
  return *family;
}

std::string body_of(const Json& fixture) {
  const auto found = fixture.find("body");
  if (found == fixture.end()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}

Result<ContractFixture> read_answer(const Json& fixture) {
  if (const auto known = only(fixture, kAnswerMembers); !known) return tl::unexpected(known.error());
  AnswerFixture answer;
  const auto family = family_in(fixture);
  if (!family) return tl::unexpected(family.error());
  answer.family = *family;
  const Json& status = fixture.at("status");
  const bool fits =
      status.is_number_integer() && status.get<std::int64_t>() >= kStatusMin && status.get<std::int64_t>() <= kStatusMax;
  if (!fits) return fail(Code::Invalid, "`status` takes a number from {} to {}", kStatusMin, kStatusMax);
  answer.status = status.get<int>();
  const Json streamed = fixture.value("streamed", Json(false));
  if (!streamed.is_boolean()) return fail(Code::Invalid, "`streamed` takes true or false");
  answer.streamed = streamed.get<bool>();
  auto type = text_in(fixture, "content_type");
  if (!type) return tl::unexpected(type.error());
  answer.content_type = std::move(*type);
  answer.body = body_of(fixture);
  return answer;
}

Result<ContractFixture> read_request(const Json& fixture) {
  if (const auto known = only(fixture, kRequestMembers); !known) return tl::unexpected(known.error());
  const auto family = family_in(fixture);
  const auto method = text_in(fixture, "method");
  const auto path = text_in(fixture, "path");
  const auto scheme = text_in(fixture, "auth_scheme");
  for (const auto* const needed : {&method, &path, &scheme}) {
    if (!*needed) return tl::unexpected(needed->error());
  }
  if (!family) return tl::unexpected(family.error());
  const Json body = fixture.value("body", Json::object());
  if (!body.is_object()) return fail(Code::Invalid, "`body` of a request takes an object");
  evidence::ObservedRequest request{
      .family = *family, .method = *method, .path = *path, .auth_scheme = *scheme, .members = {}, .model = {}};
  for (const auto& [name, value] : body.items()) request.members.push_back(name);
  if (const auto model = body.find("model"); model != body.end() && model->is_string()) request.model = model->get<std::string>();
  return request;
}

}  // namespace

Result<ContractFixture> read_contract_fixture(std::string_view text) {
  if (text.size() > kFixtureBytesMax) return fail(Code::Exhausted, "larger than {}", size_to_text(kFixtureBytesMax));
  const Json fixture = Json::parse(text, nullptr, false);
  if (!fixture.is_object()) return fail(Code::Invalid, "no JSON object; docs/contracts.md shows one");
  if (fixture.contains("status")) return read_answer(fixture);
  if (fixture.contains("method")) return read_request(fixture);
  return fail(Code::Invalid, "neither `status`, which an answer has, nor `method`, which a request has");
}

}  // namespace jurymast::app
