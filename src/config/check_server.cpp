#include <fmt/format.h>

#include "config/address.hpp"
#include "config/draft.hpp"
#include "crypto/digest.hpp"

namespace jurymast::config {
namespace {

constexpr std::size_t kClientKeyBytesMin = 16;

std::optional<ListenAddress> read_address(const std::string& text, const Path& path, Review& review) {
  Result<ListenAddress> address = parse_listen(text);
  if (address) return std::move(*address);
  review.error(path, fmt::format("{} is not an address to listen on: {}", in_quotes(text), address.error().message),
               "write it as \"127.0.0.1:8080\" or \"[::1]:8080\"");
  return std::nullopt;
}

/// The TLS settings of a listener where both files are named; one alone is an error.
std::optional<policy::ListenerTls> read_tls(const policy::ListenerTls& files, const Path& path, Review& review) {
  const bool certificate = !files.certificate_file.empty();
  const bool key = !files.key_file.empty();
  review.secrets().check_readable(files.certificate_file, path.at("certificate"));
  review.secrets().check_key_file(files.key_file, path.at("key"));
  if (certificate && key) return files;
  if (certificate != key) {
    review.error(path, fmt::format("{} is missing", certificate ? "key" : "certificate"),
                 "name both the certificate and its key, or neither");
  }
  return std::nullopt;
}

void check_listen(Draft& draft, const std::optional<ListenAddress>& listen, Review& review) {
  if (!listen) return;
  const Path path = server_path().at("listen");
  if (listen->unix_socket) {
    review.error(path, "the data plane does not listen on a Unix socket", "write it as \"127.0.0.1:8080\"");
    return;
  }
  if (!listen->is_local() && draft.clients.empty()) {
    review.error(path, "other machines could use it, and no client needs a key",
                 "add [clients.NAME] with key = { env = \"…\" }, or listen on 127.0.0.1");
  }
  if (!listen->is_local() && !draft.server.settings.tls) {
    review.warn(path, "client keys and prompts travel in the clear to other machines",
                "set server.tls, or put a TLS proxy in front and listen on 127.0.0.1");
  }
}

void check_admin(const Draft& draft, const std::optional<ListenAddress>& admin, Review& review) {
  if (!admin || admin->is_local()) return;
  const Path path = server_path().at("admin");
  if (!draft.server.settings.admin_tls) {
    review.error(
        path, "other machines could reach the admin API without TLS",
        "set server.admin_tls = { certificate = \"…\", key = \"…\" }, or listen on 127.0.0.1 or a Unix socket");
  }
  if (draft.server.admin_token.reference.empty()) {
    review.error(path, "other machines could reach the admin API without a token",
                 "set server.admin_token = { env = \"…\" }, or listen on 127.0.0.1 or a Unix socket");
  }
}

}  // namespace

void check_server(Draft& draft, Review& review) {
  policy::ServerSettings& settings = draft.server.settings;
  const Path path = server_path();
  settings.tls = read_tls(draft.server.tls, path.at("tls"), review);
  settings.admin_tls = read_tls(draft.server.admin_tls, path.at("admin_tls"), review);
  settings.admin_token = review.secrets().resolve(draft.server.admin_token, path.at("admin_token"));
  const std::optional<ListenAddress> listen = read_address(settings.listen, path.at("listen"), review);
  const std::optional<ListenAddress> admin = read_address(settings.admin, path.at("admin"), review);
  check_listen(draft, listen, review);
  check_admin(draft, admin, review);
  const bool same_place = listen && admin && !admin->unix_socket && listen->host == admin->host && listen->port != 0 &&
                          listen->port == admin->port;
  if (same_place)
    review.error(path.at("admin"), "it is the address of the data plane too", "give it a port of its own");
}

void check_clients(Draft& draft, Review& review) {
  std::vector<const ClientSection*> checked;
  for (ClientSection& section : draft.clients) {
    const Path path = client_path(section.client.name).at("key");
    const std::shared_ptr<const Secret> key = review.secrets().resolve(section.key, path);
    if (key == nullptr) continue;
    section.client.sha256 = crypto::sha256(key->reveal());
    for (const ClientSection* other : checked) {
      if (!crypto::equal(other->client.sha256, section.client.sha256)) continue;
      review.error(path, fmt::format("client {} has the same key", other->client.name),
                   "give each client a key of its own, so that records tell them apart");
    }
    checked.push_back(&section);
    if (key->reveal().size() < kClientKeyBytesMin) {
      review.warn(path, fmt::format("the key has fewer than {} characters", kClientKeyBytesMin),
                  "make one with: openssl rand -hex 32");
    }
  }
}

}  // namespace jurymast::config
