#include "app/probe/direct_request.hpp"

#include "app/status/status_config.hpp"
#include "policy/setting_names.hpp"
#include "wire/body_overrides.hpp"
#include "wire/request_extras.hpp"

namespace jurymast::app {
namespace {

/// The field that carries the target's key, by its configuration.
HttpField key_field(const policy::Target& target) {
  const std::string key(target.api_key->reveal());
  if (target.changes.key_field == policy::KeyField::Authorization) return {"Authorization", "Bearer " + key};
  return {std::string(policy::kKeyFieldNames[static_cast<std::size_t>(target.changes.key_field)]), key};
}

}  // namespace

WebPlace place_of(const policy::Target& target) { return {target.origin, target.tls_ca_file, target.tls_verify}; }

Result<HttpRequest> direct_request(const policy::Target& target, Family family, const std::string& body) {
  if (target.api_key && is_placeholder(target.api_key->reveal())) {
    return fail(Code::Denied, "the key of {} ({}) cannot be read here: asking it directly needs it", target.name,
                target.credential);
  }
  wire::JsonScratch scratch;
  const wire::PaddedString padded(body);
  auto adapted = wire::adapt_body(padded.padded(), target.changes.body, scratch);
  if (!adapted) return tl::unexpected(adapted.error());
  HttpRequest request;
  request.method = "POST";
  request.path = wire::with_query(target.origin.path_prefix + std::string(path_of(family)), target.changes.query);
  request.fields = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  if (target.api_key) request.fields.push_back(key_field(target));
  for (const auto& [name, value] : target.changes.headers) request.fields.push_back({name, value});
  request.body = std::string(adapted->body.padded().text);
  return request;
}

}  // namespace jurymast::app
