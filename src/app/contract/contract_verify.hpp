#pragma once
#include <string>
#include <vector>

#include "app/lint/lint_command.hpp"
#include "app/probe/other_gateway.hpp"
#include "base/time.hpp"
#include "config/secret_source.hpp"

namespace jurymast::app {

/// What `jurymast contract verify` was asked.
struct ContractVerifyOptions {
  std::string pack;
  std::vector<std::string> fixtures;
  std::string openapi{};  ///< an OpenAPI document; empty: none
  std::string target;     ///< empty: files alone
  OtherGatewayAsk via{};  ///< asked in the target's place, for its model
  std::string model;      ///< empty: the target's own
  std::string config = "jurymast.toml";
  std::string format = "text";
};

/// What a command reads from the world.
struct VerifyWorld {
  Clock& clock;
  config::SecretSource& secrets;
};

/// Holds fixtures, an OpenAPI document or a live target against a contract pack; 0 as documented, 1 deviations, 2 usage, configuration or refused, 3 not
/// everything could be told, 5 the target could not be asked.
int run_contract_verify(const ContractVerifyOptions& options, VerifyWorld world, const Streams& streams);

}  // namespace jurymast::app
