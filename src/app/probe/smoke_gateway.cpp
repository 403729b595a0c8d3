#include "app/probe/smoke_gateway.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "app/client/admin_client.hpp"
#include "app/client/blocking_channel.hpp"
#include "app/client/blocking_http.hpp"
#include "app/client/post_record.hpp"
#include "app/status/status_config.hpp"

namespace jurymast::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kOk = 200;
constexpr int kNotFound = 404;
constexpr int kTooMany = 429;
constexpr Duration kLookAgain = std::chrono::milliseconds(50);

/// The text of a member; empty where there is none.
std::string text_in(const std::string& body, const char* pointer) {
  const Json json = Json::parse(body, nullptr, false);
  const Json::json_pointer place(pointer);
  if (!json.is_object() || !json.contains(place) || !json[place].is_string()) return {};
  return json[place].get<std::string>();
}

tl::unexpected<Error> refused(std::string_view what, const AdminAnswer& answer) {
  const std::string reason = message_in(answer);
  const Code code = answer.status == kTooMany ? Code::Exhausted : Code::Denied;
  return fail(code, "the gateway {} ({}){}{}", what, answer.status, reason.empty() ? "" : ": ", reason);
}

}  // namespace

SmokeGateway::SmokeGateway(const policy::ServerSettings& server, Clock& clock, Wait wait)
    : server_(server), clock_(clock), wait_(std::move(wait)) {
  if (server_.admin_token && is_placeholder(server_.admin_token->reveal())) server_.admin_token = nullptr;
}

Result<std::string> SmokeGateway::ticket_for(const ProbeWish& wish) const {
  Json asked{{"run", wish.run}, {"check", wish.check.check}, {"route", wish.route}};
  if (wish.check.routing == record::ProbeRouting::Forced) asked["target"] = wish.check.target;
  asked["fault"] = record::name_of(wish.check.fault);
  if (wish.canary_path) asked["canary_path"] = true;
  const auto answer = admin_request(server_, "POST", "/probes", asked.dump());
  if (!answer) return fail(Code::Unavailable, "{}", answer.error().message);
  if (answer->status != kOk) return refused("gives no ticket", *answer);
  std::string ticket = text_in(answer->body, "/ticket");
  if (ticket.empty()) return fail(Code::Corrupt, "{} allowed the probe and gave no ticket", server_.admin);
  return ticket;
}

Result<evidence::SmokeAnswer> SmokeGateway::send(const ProbeRequest& request) const {
  const MonotonicTime began = clock_.now();
  const HttpRequest message{
      .method = "POST",
      .path = "/v1" + std::string(path_of(request.check.family)),
      .fields = {{"Content-Type", "application/json"}, {"X-Request-Id", request.request_id}, {"x-jurymast-probe", request.ticket}},
      .body = request.body};
  const auto channel = BlockingChannel::open(server_.listen, server_.tls, clock_, began + request.time_max);
  if (!channel) return fail(Code::Unavailable, "{}", channel.error().message);
  auto answer = http_exchange(**channel, server_.listen, message);
  if (!answer) return fail(Code::Unavailable, "{}", answer.error().message);
  return evidence::SmokeAnswer{.family = request.check.family,
                               .streamed = request.check.streamed,
                               .status = answer->status,
                               .content_type = std::string(answer->field("content-type")),
                               .operation_id = std::string(answer->field("x-request-id")),
                               .whole = answer->whole,
                               .elapsed = clock_.now() - began,
                               .body = std::move(answer->body)};
}

Result<std::string> SmokeGateway::record_of(const std::string& operation) const {
  // An operation is finished a moment after its last byte.
  for (Duration waited{0};; waited += kLookAgain) {
    auto answer = admin_request(server_, "GET", "/operations/" + operation);
    if (!answer) return fail(Code::Unavailable, "{}", answer.error().message);
    if (answer->status == kOk) return std::move(answer->body);
    if (answer->status != kNotFound) return refused("does not show what it wrote down", *answer);
    if (waited >= kRecordTimeMax) return std::string();
    wait_(kLookAgain);
  }
}

Result<void> SmokeGateway::post(std::string_view record) const { return post_record(server_, record); }

Result<std::string> SmokeGateway::status() const {
  auto answer = admin_request(server_, "GET", "/status");
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != kOk) return refused("does not tell its state", *answer);
  return std::move(answer->body);
}

}  // namespace jurymast::app
