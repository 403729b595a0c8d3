#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace jurymast::store {

/// Every key of a state directory is 32 random bytes in a file of its own that its owner alone can read.
inline constexpr std::size_t kKeyBytes = 32;

/// Reads a key; fails with NotFound where there is none, with Denied where others can read it, with Corrupt where it has another length.
Result<Secret> load_key(const std::string& path);
/// The same, but makes the key, and the directory around it, where there is none.
Result<Secret> load_or_create_key(const std::string& path);
/// Random bytes from the system, for keys, ids and seeds.
Result<void> fill_random(std::span<unsigned char> bytes);
/// A key that is in no file.
Result<Secret> random_key();
/// Writes a small file aside and renames it, so that nobody ever reads half of it, and has it on the disk.
Result<void> replace_file(const std::string& path, std::string_view content);

}  // namespace jurymast::store
