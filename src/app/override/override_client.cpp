#include "app/override/override_client.hpp"

#include <fmt/format.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "app/exit_code.hpp"
#include "app/status/status_config.hpp"

namespace jurymast::app {
namespace {

constexpr int kServerFault = 500;

}  // namespace

std::string change_body(const OverrideOptions& options) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) json[name] = text;
  };
  add("action", options.action);
  add("route", options.route);
  add("target", options.target);
  add("value", options.value);
  add("author", options.author);
  add("approver", options.approver);
  add("reason", options.break_glass.empty() ? options.reason : options.break_glass);
  add("ticket", options.ticket);
  add("lasts", options.lasts);
  add("words", options.words);
  add("failing_signal", options.failing_signal);
  if (!options.break_glass.empty()) json["break_glass"] = true;
  if (options.dry_run) json["dry_run"] = true;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Result<AdminAnswer> ask_gateway(const policy::Snapshot& snapshot, std::string_view method, std::string_view path,
                                std::string_view body) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  policy::ServerSettings server = snapshot.server;
  if (server.admin_token && is_placeholder(server.admin_token->reveal())) server.admin_token = nullptr;
  return admin_request(server, method, path, body);
}

int complain(const Result<AdminAnswer>& answer, std::string_view command, std::FILE* complaints) {
  if (!answer) {
    fmt::print(
        complaints,
        "jurymast {}: nothing was changed: the gateway does not answer ({}). `jurymast override kill all` works without it\n",
        command, answer.error().message);
    return kToolFailed;
  }
  fmt::print(complaints, "jurymast {}: refused: {}\n", command, message_in(*answer));
  return answer->status >= kServerFault ? kToolFailed : kUsage;
}

std::string config_words(const std::string& config) {
  return config == OverrideOptions().config ? std::string() : " --config " + config;
}

}  // namespace jurymast::app
