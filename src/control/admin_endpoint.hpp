#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "control/api_type.hpp"

namespace jurymast::control {

/// Who may ask for what: View, Operate and Approve in rising order; Report is aside, for what tells of what it saw and should see nothing.
enum class Role : unsigned char { Anyone, Report, View, Operate, Approve };
inline constexpr std::array<std::string_view, 5> kRoleNames{"anyone", "report", "view", "operate", "approve"};
constexpr std::string_view name_of(Role v) { return kRoleNames[static_cast<std::size_t>(v)]; }

/// Whether whoever has the one role may do what asks for the other. Who may look may not report: a scraper's token moves no traffic.
constexpr bool may(Role has, Role needed) {
  if (needed == Role::Report) return has == Role::Report || has >= Role::Operate;
  return has >= needed;
}

inline constexpr std::string_view kJsonContent = "application/json";

/// One thing that the admin API offers, as its callers are told of it.
struct AdminEndpoint {
  std::string_view method;
  std::string_view path;  ///< ends in `/*` where one more segment follows
  Role role = Role::Approve;
  std::string_view summary;
  bool open_at_first = false;      ///< needs no token on a listener of this machine for which nobody has made one
  std::string_view segment{};      ///< what the segment behind `/*` names
  ApiMembers query{};              ///< parameters behind `?`
  std::optional<ApiType> asked{};  ///< the body that it takes; none: it takes no body
  ApiType answered = a_text();     ///< the body of an answer that is no refusal, where that is JSON
  std::string_view content_type = kJsonContent;
  std::vector<int> refusals{};  ///< statuses of refusals of its own, beside those of the gate before every endpoint

  bool matches(std::string_view asked_path) const;
  /// Whether it may leave something else than it found.
  bool changes() const { return method != "GET"; }
};
using AdminEndpoints = std::vector<AdminEndpoint>;

/// Version of the admin API, which rises in its first place where something that callers rely on goes or changes its meaning.
inline constexpr std::string_view kAdminApiVersion = "1.0.0";

/// The document of OpenAPI 3.1 that describes these.
std::string openapi_document(const AdminEndpoints& endpoints);

}  // namespace jurymast::control
