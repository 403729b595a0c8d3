#include "app/incident/incident_options.hpp"

#include <fmt/format.h>

#include "app/exit_code.hpp"
#include "app/log/log_text.hpp"
#include "app/status/status_config.hpp"

namespace jurymast::app {
namespace {

Result<IncidentPlace> configured_place(const IncidentOptions& options) {
  auto snapshot = read_config_for_looking(options.config);
  if (!snapshot) return tl::unexpected(snapshot.error());
  if (snapshot->server.admin_token && is_placeholder(snapshot->server.admin_token->reveal()))
    snapshot->server.admin_token = nullptr;
  return IncidentPlace{snapshot->server.state, *std::move(snapshot)};
}

Result<void> read_time(const std::string& text, const char* option, WallTime now, std::optional<WallTime>& time) {
  if (text.empty()) return {};
  const auto read = parse_moment(text, now);
  if (!read) return fail(Code::Invalid, "{}: {}", option, read.error().message);
  time = *read;
  return {};
}

}  // namespace

Result<IncidentPlace> place_to_read(const IncidentOptions& options) {
  if (!options.state.empty()) return IncidentPlace{options.state, std::nullopt};
  auto place = configured_place(options);
  if (!place)
    return fail(place.error().code, "{}The log can also be named by its state directory: --state DIR", place.error().message);
  return place;
}

Result<IncidentPlace> place_to_write(const IncidentOptions& options) { return configured_place(options); }

Result<IncidentAsk> ask_of(const IncidentOptions& options, const IncidentPlace& place, WallTime now) {
  IncidentAsk ask;
  ask.state_directory = place.state_directory;
  ask.what = options.what;
  ask.now = now;
  ask.progress = stderr;
  if (const auto read = read_time(options.from, "--from", now, ask.from); !read) return tl::unexpected(read.error());
  if (const auto read = read_time(options.to, "--to", now, ask.to); !read) return tl::unexpected(read.error());
  if (ask.to && !ask.from) return fail(Code::Invalid, "--to needs --from: a window has a beginning");
  if (ask.to && *ask.to <= *ask.from) return fail(Code::Invalid, "--to {} is not after --from {}", options.to, options.from);
  if (!place.snapshot) return ask;
  for (const policy::Route& route : place.snapshot->routes)
    ask.patience[route.name] = {route.user_budget.first_content, route.user_budget.total};
  return ask;
}

int complain(const IncidentOutput& output, const Error& error) {
  fmt::print(output.complaints, "jurymast incident: {}\n", error.message);
  switch (error.code) {
    case Code::NotFound:
      return kCheckFailed;
    case Code::Invalid:
    case Code::Denied:
      return kUsage;
    default:
      return kToolFailed;
  }
}

std::string place_words(const IncidentOptions& options) {
  if (!options.state.empty()) return " --state " + options.state;
  return options.config == IncidentOptions().config ? "" : " --config " + options.config;
}

}  // namespace jurymast::app
