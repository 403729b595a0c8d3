#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "base/time.hpp"

namespace jurymast::control {

/// Somebody outside who is told of alerts.
struct Webhook {
  std::string name;
  std::string url;                       ///< `https://host/path`
  std::string ca_file;                   ///< empty: the system's
  std::shared_ptr<const Secret> secret;  ///< deliveries are signed with it
  std::vector<std::string> events;       ///< names of alerts; empty: all that webhooks are told of
};

/// What a gateway keeps and tells besides serving traffic, as its configuration has it.
struct Settings {
  Duration minutes_kept = std::chrono::hours(30 * 24);  ///< how long operations counted by the minute are kept for charts
  std::vector<Webhook> webhooks;
  bool log_compressed = true;  ///< finished files of the log are compressed
};

}  // namespace jurymast::control
