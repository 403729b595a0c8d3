#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.hpp"
#include "config/secrets.hpp"
#include "config/sections.hpp"

namespace jurymast::config {

/// A configuration on its way to a snapshot: read, not yet checked across keys.
struct Draft {
  ServerSection server;
  std::vector<ClientSection> clients;
  std::vector<TargetSection> targets;
  std::vector<PromptSection> prompts;
  std::vector<RouteSection> routes;
  std::vector<WebhookSection> webhooks;

  /// The position of a target in the order of the text.
  std::optional<TargetIndex> target_named(std::string_view name) const;
  /// Null where there is none.
  const policy::Prompt* prompt_named(std::string_view name) const;
};

/// What a check needs beside the draft: places for its messages, and the secrets.
class Review {
 public:
  Review(const Node& root, Findings& findings, SecretSource& source)
      : root_(root), findings_(findings), secrets_(source, root, findings.errors) {}

  void error(const Path& path, std::string message, std::string remedy);
  void warn(const Path& path, std::string message, std::string remedy);
  /// True where the text itself gives a value at `path`, right or wrong.
  bool says(const Path& path) const { return find(root_, path) != nullptr; }
  /// True where the value at `path`, or one inside it, is already known to be wrong, so that what follows from it is noise.
  bool is_wrong(const Path& path) const;
  Secrets& secrets() { return secrets_; }

 private:
  const Node& root_;
  Findings& findings_;
  Secrets secrets_;
};

/// Checks addresses, TLS files and who may reach the listeners; resolves the admin token.
void check_server(Draft& draft, Review& review);
/// Resolves client keys to digests; no two clients share one.
void check_clients(Draft& draft, Review& review);
/// Reads base URLs, checks what may be reached how, resolves provider keys.
void check_targets(Draft& draft, Review& review);
/// Checks that each target's contract pack is a shipped one or a readable file.
void check_contracts(const Draft& draft, Review& review);
/// Resolves targets by name, checks families, fallbacks, retries and that no model name has two routes.
void check_routes(Draft& draft, Review& review);
/// Compiles what routes ask of their answers, and resolves the prompts and the last tier they name.
void check_answers(Draft& draft, Review& review);
/// Checks where webhooks are sent and what they tell, and resolves their secrets.
void check_webhooks(Draft& draft, Review& review);
/// Adds warnings for what is legal but unwise; for drafts without errors.
void warn_of_risks(const Draft& draft, Review& review);

/// Warns where a target's model is one that its shipped contract pack points to the other API family; for drafts without errors.
void warn_of_contracts(const Draft& draft, Review& review);

Path server_path();
Path client_path(std::string_view name);
Path target_path(std::string_view name);
Path prompt_path(std::string_view name);
Path route_path(std::string_view name);
Path webhook_path(std::string_view name);

}  // namespace jurymast::config
