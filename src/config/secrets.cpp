#include "config/secrets.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::config {
namespace {

constexpr unsigned kOthersMayRead = 0004;
constexpr unsigned kOthersMayWrite = 0002;
constexpr unsigned kGroupMayWrite = 0020;

/// Files and variables made by hand end in a line break that is no part of the secret.
std::string_view without_line_break(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// What a header may carry; anything else would be cut, folded or refused on the way.
bool is_header_safe(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

std::shared_ptr<const Secret> Secrets::resolve(const SecretValue& reference, const Path& path) {
  const std::string_view text = reference.reference;
  if (text.empty()) return nullptr;
  const bool variable = text.starts_with("env:");
  const std::string_view name = text.substr(text.find(':') + 1);
  const std::optional<Secret> found = variable ? from_variable(name, path) : from_file(name, path);
  if (!found) return nullptr;
  const std::string_view value = without_line_break(found->reveal());
  const std::string place =
      variable ? fmt::format("the variable {}", name) : fmt::format("the file {}", in_quotes(name));
  if (value.empty()) {
    add(path, place + " is empty", "put the key there; an empty one would let anybody in or be refused upstream");
  } else if (value.size() > kSecretBytesMax) {
    add(path, place + " holds more than 16 KiB", "name the place of the key alone");
  } else if (!is_header_safe(value)) {
    add(path, place + " holds a space, a line break or a byte outside ASCII", "put the key alone there");
  } else {
    return std::make_shared<const Secret>(std::string(value));
  }
  return nullptr;
}

void Secrets::check_key_file(std::string_view file, const Path& path) {
  if (!file.empty()) from_file(file, path);
}

void Secrets::check_readable(std::string_view file, const Path& path) {
  if (file.empty()) return;
  const Result<void> readable = source_.readable(file);
  if (readable) return;
  add(path, fmt::format("the file {} cannot be read: {}", in_quotes(file), readable.error().message),
      "create it, or name another");
}

std::optional<Secret> Secrets::from_variable(std::string_view name, const Path& path) {
  std::optional<Secret> value = source_.variable(name);
  if (!value)
    add(path, fmt::format("the variable {} is not set", name), "set it before the start, or use { file = \"…\" }");
  return value;
}

std::optional<Secret> Secrets::from_file(std::string_view file, const Path& path) {
  Result<SecretFile> found = source_.file(file);
  if (!found) {
    add(path, fmt::format("the file {} cannot be read: {}", in_quotes(file), found.error().message),
        "create it with mode 0600, or name another");
    return std::nullopt;
  }
  if (!is_private(*found, file, path)) return std::nullopt;
  return std::move(found->content);
}

bool Secrets::is_private(const SecretFile& file, std::string_view name, const Path& path) {
  std::string_view who;
  if ((file.mode & kOthersMayRead) != 0) who = "everybody on this machine may read";
  if ((file.mode & kGroupMayWrite) != 0) who = "its group may write";
  if ((file.mode & kOthersMayWrite) != 0) who = "everybody on this machine may write";
  if (who.empty()) return true;
  add(path, fmt::format("{} the file {} (mode {:04o})", who, in_quotes(name), file.mode),
      "chmod 0600 it, and consider the key known");
  return false;
}

void Secrets::add(const Path& path, std::string message, std::string remedy) {
  errors_.push_back({locate(root_, path), path.text(), std::move(message), std::move(remedy)});
}

}  // namespace jurymast::config
