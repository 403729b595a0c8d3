#include "control/probe_ask.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace jurymast::control {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kNameBytesMax = 64;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_.:@").find(c) != std::string_view::npos;
  });
}

Result<record::ProbeFault> fault_named(std::string_view name) {
  const auto* const found = std::find(record::kProbeFaultNames.begin(), record::kProbeFaultNames.end(), name);
  if (found != record::kProbeFaultNames.end()) return static_cast<record::ProbeFault>(found - record::kProbeFaultNames.begin());
  return fail(Code::Invalid, "`fault` is none of none, credential, missing_field and client_fault");
}

Result<void> take(ProbeAsk& ask, const std::string& member, const Json& json) {
  if (member == "canary_path") {
    if (!json.is_boolean()) return fail(Code::Invalid, "`canary_path` is neither true nor false");
    ask.canary_path = json.get<bool>();
    return {};
  }
  if (!json.is_string()) return fail(Code::Invalid, "`{}` is no string", member);
  auto value = json.get<std::string>();
  if (!is_name(value)) return fail(Code::Invalid, "`{}` is no name: 1 to {} letters, digits and -_.:@", member, kNameBytesMax);
  if (member == "fault") return fault_named(value).map([&](record::ProbeFault fault) { ask.fault = fault; });
  std::string& place = member == "run" ? ask.run : member == "check" ? ask.check : member == "route" ? ask.route : ask.target;
  place = std::move(value);
  return {};
}

}  // namespace

Result<ProbeAsk> read_probe_ask(std::string_view body) {
  if (body.size() > kProbeAskBytesMax) return fail(Code::Invalid, "the body is larger than {} bytes", kProbeAskBytesMax);
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return fail(Code::Invalid, "the body is no JSON object");
  constexpr std::array<std::string_view, 6> kMembers{"run", "check", "route", "target", "fault", "canary_path"};
  ProbeAsk ask;
  for (const auto& [member, value] : json.items()) {
    if (std::find(kMembers.begin(), kMembers.end(), member) == kMembers.end()) {
      return fail(Code::Invalid, "`{}` is not known here; run, check, route, target, fault and canary_path are",
                  member.substr(0, kNameBytesMax));
    }
    if (auto taken = take(ask, member, value); !taken) return tl::unexpected(taken.error());
  }
  for (const char* const member : {"run", "check", "route"}) {
    if (!json.contains(member)) return fail(Code::Invalid, "`{}` is missing", member);
  }
  return ask;
}

}  // namespace jurymast::control
