#include "app/client/admin_client.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/client/blocking_channel.hpp"
#include "app/client/blocking_http.hpp"
#include "store/token_file.hpp"

namespace jurymast::app {
namespace {

/// The token of the configuration, else the one that the gateway made for this machine; empty where this user can read neither, since some
/// routes need none at first.
std::string token_for(const policy::ServerSettings& server) {
  if (server.admin_token) return std::string(server.admin_token->reveal());
  const auto local = store::load_local_token(server.state);
  return local ? std::string(local->reveal()) : std::string();
}

HttpRequest request_of(const policy::ServerSettings& server, std::string_view method, std::string_view path,
                       std::string_view body) {
  HttpRequest request{.method = std::string(method), .path = std::string(path), .body = std::string(body)};
  if (!body.empty()) request.fields.push_back({"Content-Type", "application/json"});
  const std::string token = token_for(server);
  if (!token.empty()) request.fields.push_back({"Authorization", "Bearer " + token});
  return request;
}

}  // namespace

std::string message_in(const AdminAnswer& answer) {
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  const nlohmann::json::json_pointer place("/error/message");
  const bool said = json.is_object() && json.contains(place) && json[place].is_string();
  return said ? json[place].get<std::string>() : answer.body;
}

Result<AdminAnswer> admin_request(const policy::ServerSettings& server, std::string_view method, std::string_view path,
                                  std::string_view body) {
  SystemClock clock;
  const auto channel = BlockingChannel::open(server.admin, server.admin_tls, clock, clock.now() + kAdminTimeMax);
  if (!channel) return tl::unexpected(channel.error());
  auto answer = http_exchange(**channel, server.admin, request_of(server, method, path, body));
  if (answer && answer->whole) return AdminAnswer{answer->status, std::move(answer->body)};
  if (answer) return fail(Code::Exhausted, "{} closed the connection before it had answered", server.admin);
  // Somebody accepted and is not done: another thing than that nobody is there.
  const Code code = answer.error().code == Code::Unavailable ? Code::Exhausted : Code::Corrupt;
  return fail(code, "{}", answer.error().message);
}

}  // namespace jurymast::app
