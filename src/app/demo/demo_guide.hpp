#pragma once
#include <string>

namespace jurymast::app {

/// Where somebody finds the parts of a demo that stays up.
struct DemoAddresses {
  std::string gateway;  ///< `http://127.0.0.1:PORT`
  std::string admin;
  std::string primary;
  std::string config_file;
  std::string program;  ///< how this program is called from where the reader is
};

/// How to use and to break what the demo left running.
std::string keep_guide(const DemoAddresses& addresses);

/// What to try once the demo is over.
std::string next_steps(const std::string& program);

}  // namespace jurymast::app
