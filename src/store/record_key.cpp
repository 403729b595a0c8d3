#include "store/record_key.hpp"

#include "store/key_file.hpp"

namespace jurymast::store {
namespace {

std::string key_path(const std::string& state_directory) { return state_directory + "/keys/record.key"; }

}  // namespace

Result<Secret> load_record_key(const std::string& state_directory) { return load_key(key_path(state_directory)); }

Result<Secret> load_or_create_record_key(const std::string& state_directory) {
  return load_or_create_key(key_path(state_directory));
}

}  // namespace jurymast::store
