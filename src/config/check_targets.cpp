#include <fmt/format.h>

#include "base/units.hpp"
#include "config/address.hpp"
#include "config/draft.hpp"
#include "wire/request_extras.hpp"

namespace jurymast::config {
namespace {

void check_reach(const policy::Target& target, const Path& path, Review& review) {
  const Reach reach = reach_of(target.origin.host);
  if (!target.origin.tls && reach != Reach::Loopback && !target.plaintext) {
    review.error(path.at("base_url"), "prompts and the key would travel in the clear",
                 "use https://, or allow it with plaintext = true");
  }
  if (reach == Reach::Private && !target.allow_private) {
    review.error(path.at("base_url"), fmt::format("{} is a private address", target.origin.host),
                 "allow it with allow_private = true");
  }
  if (!target.tls_verify && reach != Reach::Loopback) {
    review.error(path.at("tls.verify"),
                 "an unverified certificate proves nothing about who receives prompts and the key",
                 "leave it out; for a private authority set tls.ca_file");
  }
}

void check_extras(const policy::RequestChanges& changes, const Path& path, Review& review) {
  for (const auto& [name, value] : changes.headers) {
    const Result<void> checked = wire::check_extra_header(name, value);
    if (!checked) review.error(path.at("headers").member(name), checked.error().message, "remove it, or write another field");
  }
  for (const auto& [name, value] : changes.query) {
    const Result<void> checked = wire::check_query_parameter(name, value);
    if (!checked) review.error(path.at("query").member(name), checked.error().message, "write a shorter one");
  }
}

void check_body_changes(TargetSection& section, const Path& path, Review& review) {
  wire::BodyOverrides& body = section.target.changes.body;
  body.token_limit_member = wire::token_limit_member_named(section.token_limit_member);
  for (const auto& [name, json] : section.set) body.set.push_back({name, json});
  // One at a time, so that each fault is told at its place.
  for (const wire::BodyOverrides::Member& member : body.set) {
    const Result<void> checked = wire::check_overrides({.token_limit_member = {}, .set = {member}, .remove = {}});
    if (!checked) review.error(path.at("set").member(member.name), checked.error().message, "correct it, or remove it");
  }
  for (std::size_t i = 0; i < body.remove.size(); ++i) {
    const Result<void> checked = wire::check_overrides({.token_limit_member = {}, .set = {}, .remove = {body.remove[i]}});
    if (!checked) review.error(path.at("remove").entry(i), checked.error().message, "correct it, or remove it");
  }
  if (review.is_wrong(path.at("set")) || review.is_wrong(path.at("remove"))) return;
  const Result<void> together = wire::check_overrides(body);
  if (!together) review.error(path, together.error().message, "correct `set`, `remove` or `token_limit_member`");
}

void check_target(TargetSection& section, Review& review) {
  policy::Target& target = section.target;
  const Path path = target_path(target.name);
  target.api_key = review.secrets().resolve(section.api_key, path.at("api_key"));
  target.credential = section.api_key.reference;
  review.secrets().check_readable(target.tls_ca_file, path.at("tls.ca_file"));
  check_extras(target.changes, path, review);
  check_body_changes(section, path, review);
  if (target.breaker.open_base > target.breaker.open_cap) {
    review.error(path.at("breaker.open_base"),
                 fmt::format("{} is longer than open_cap ({})", to_text(target.breaker.open_base),
                             to_text(target.breaker.open_cap)),
                 "lower it, or raise breaker.open_cap");
  }
  if (target.base_url.empty() && !review.says(path.at("base_url"))) return;
  Result<policy::Origin> origin = parse_base_url(target.base_url);
  if (!origin) {
    review.error(path.at("base_url"), "this is not a base URL: " + origin.error().message,
                 "write it as \"https://api.example.com/v1\"");
    return;
  }
  target.origin = std::move(*origin);
  check_reach(target, path, review);
}

}  // namespace

void check_targets(Draft& draft, Review& review) {
  if (draft.targets.empty() && !review.says(Path().at("targets"))) {
    review.error({}, "there is no target", "add [targets.NAME] with base_url and families");
  }
  for (TargetSection& section : draft.targets) check_target(section, review);
}

}  // namespace jurymast::config
