#pragma once
#include <cstdio>
#include <string>

namespace jurymast::app {

/// What `jurymast log checkpoint` was asked.
struct LogCheckpointOptions {
  std::string state{};
  std::string out{};  ///< a file; empty: stdout
  bool public_key = false;
};
/// What `jurymast log prove` was asked.
struct LogProveOptions {
  std::string state{};
  std::string id{};
};
/// What `jurymast log verify-proof` was asked.
struct LogVerifyProofOptions {
  std::string state{};
  std::string file{};
  std::string key{};  ///< a file with the log's public key; empty: the state directory's own
};

/// Signs what the log holds now: its number of lines and the root of the tree over them, to be kept elsewhere. Makes the log's key where there
/// is none. 0, 1 where the log has no lines or no beginning, 5 where it cannot be read or signed.
int run_log_checkpoint(const LogCheckpointOptions& options, std::FILE* out, std::FILE* err);
/// Prints a proof that an operation's record stands in the log. 0, 1 where it is not there, 2 misuse, 5 where the log cannot be read.
int run_log_prove(const LogProveOptions& options, std::FILE* out, std::FILE* err);
/// Checks a proof, or those of a packet in JSON, without the log. 0, 1 where one does not hold, 2 where the file is neither or there is no key, 3
/// where a line that the packet cites has no proof.
int run_log_verify_proof(const LogVerifyProofOptions& options, std::FILE* out, std::FILE* err);

}  // namespace jurymast::app
