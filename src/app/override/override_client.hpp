#pragma once
#include <cstdio>
#include <string>

#include "app/client/admin_client.hpp"
#include "policy/snapshot.hpp"
#include "record/override.hpp"

namespace jurymast::app {

/// What the commands for overrides, the kill switch and targets were asked; each uses what it has.
struct OverrideOptions {
  std::string config = "jurymast.toml";
  std::string route{};
  std::string target{};
  std::string action{};  ///< as records name it
  std::string value{};
  std::string author{};
  std::string approver{};
  std::string reason{};
  std::string break_glass{};  ///< the reason of who stands alone; empty: nobody does
  std::string ticket{};
  std::string lasts{};
  std::string words{};
  std::string failing_signal{};
  std::string state{};  ///< of the kill switch: write the file there and ask no gateway; empty: ask it
  bool dry_run = false;
  bool json = false;
};

/// The change as the admin listener reads it.
std::string change_body(const OverrideOptions& options);

/// Asks the running gateway of that configuration; the token is left out where this user cannot read it. Fails as admin_request does.
Result<AdminAnswer> ask_gateway(const policy::Snapshot& snapshot, std::string_view method, std::string_view path,
                                std::string_view body = {});

/// Prints why a change was not made, and gives the exit code for it: refused, or not reached.
int complain(const Result<AdminAnswer>& answer, std::string_view command, std::FILE* complaints);

/// ` --config FILE`, where it is not the default: what a printed command needs to be repeated as it is.
std::string config_words(const std::string& config);

}  // namespace jurymast::app
