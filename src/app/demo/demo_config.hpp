#pragma once
#include <cstdint>
#include <string>

namespace jurymast::app {

/// The names that the demo's configuration and its words use.
inline constexpr const char* kDemoPrimary = "main";
inline constexpr const char* kDemoSpare = "spare";
inline constexpr const char* kDemoRoute = "assistant";
/// A route without fallback; also the model that is asked there.
inline constexpr const char* kDemoLoneRoute = "alone";

/// Where the demo's parts stand.
struct DemoPlaces {
  std::uint16_t listen = 0;
  std::uint16_t admin = 0;
  std::string primary;  ///< `http://127.0.0.1:PORT`
  std::string spare;
  std::string state;     ///< a directory
  std::string key;       ///< a file: what the upstreams are asked with
  std::string contract;  ///< a file: what the upstreams document of themselves
};

/// The demo's configuration, with clocks short enough that a recovery can be watched.
std::string demo_config(const DemoPlaces& places);

}  // namespace jurymast::app
