#include "app/post_record.hpp"

#include <nlohmann/json.hpp>

#include "app/admin_client.hpp"

namespace jurymast::app {
namespace {

/// The message of an error envelope; the whole text where it is none.
std::string reason_in(const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  const auto pointer = nlohmann::json::json_pointer("/error/message");
  if (json.is_object() && json.contains(pointer) && json[pointer].is_string()) return json[pointer].get<std::string>();
  return body;
}

}  // namespace

Result<void> post_record(const policy::ServerSettings& server, std::string_view record) {
  const auto answer = admin_request(server, "POST", "/records", record);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status == 200) return {};
  return fail(Code::Denied, "the gateway did not take the record ({}): {}", answer->status, reason_in(answer->body));
}

}  // namespace jurymast::app
