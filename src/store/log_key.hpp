#pragma once
#include <string>

#include "base/result.hpp"
#include "record/checkpoint.hpp"

namespace jurymast::store {

/// Who signs the checkpoints of this state directory's log: the private key in `keys/log.key`, mode 0600, made where there is none yet. The
/// public half is written beside it as `keys/log.pub`. Fails with Denied where others can read the key.
Result<record::LogSigner> load_or_create_log_signer(const std::string& state_directory);
/// The log's public key alone, from `keys/log.pub`; fails with NotFound where no checkpoint was ever made.
Result<record::LogVerifier> load_log_verifier(const std::string& state_directory);
/// A public key from any file that holds one line of it.
Result<record::LogVerifier> read_log_verifier(const std::string& path);

}  // namespace jurymast::store
