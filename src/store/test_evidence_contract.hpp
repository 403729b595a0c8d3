#pragma once
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/evidence_store.hpp"

/// What every EvidenceStore has to keep to, and how a store is put under it: by an EvidenceMedium of its kind, in
/// INSTANTIATE_TEST_SUITE_P(NAME, EvidenceContract, ...), and EvidenceVersions too where what it keeps outlives the binary that wrote it.
namespace jurymast::store::testing {

/// Where the stores of one test keep what they are given, and what may happen to it.
class EvidenceMedium {
 public:
  EvidenceMedium() = default;
  EvidenceMedium(const EvidenceMedium&) = delete;
  EvidenceMedium& operator=(const EvidenceMedium&) = delete;
  virtual ~EvidenceMedium() = default;
  virtual Result<std::unique_ptr<EvidenceStore>> open() = 0;
  /// What a loss of power leaves at this moment, beside a store that is still open.
  virtual std::unique_ptr<EvidenceMedium> after_a_crash() = 0;
  /// From now on no write succeeds; and again as before.
  virtual void take_nothing() = 0;
  virtual void take_again() = 0;
  /// From now on no write comes to an end; and again as before, soon enough for what waits.
  virtual void hang() = 0;
  virtual void go_on() = 0;
};

/// A medium whose content another binary may have written.
class VersionedMedium : public EvidenceMedium {
 public:
  /// As a later version of the binary leaves it, with a schema that this one does not know.
  virtual void become_later() = 0;
  /// Holds what no store has written.
  virtual void become_foreign() = 0;
};

using MakeMedium = std::unique_ptr<EvidenceMedium> (*)();
using MakeVersionedMedium = std::unique_ptr<VersionedMedium> (*)();

inline std::unique_ptr<EvidenceStore> opened(EvidenceMedium& medium) {
  auto store = medium.open();
  if (!store) ADD_FAILURE() << store.error().message;
  return store ? std::move(*store) : nullptr;
}

/// Adds a line or a batch and waits for what becomes of it.
template <class Added>
Result<void> add(EvidenceStore& store, Added added) {
  std::promise<Result<void>> promise;
  store.add(std::move(added), [&](Result<void> done) { promise.set_value(std::move(done)); });
  return promise.get_future().get();
}

inline EvidenceLine line_of(int number, std::string route = "assistant") {
  return {"id-" + std::to_string(number), "probe", std::move(route), "main", R"({"n":)" + std::to_string(number) + "}"};
}

class EvidenceContract : public ::testing::TestWithParam<MakeMedium> {
 protected:
  std::unique_ptr<EvidenceStore> open() { return opened(*medium_); }
  /// What a process that begins now finds.
  std::vector<EvidenceLine> found() {
    const auto store = open();
    return store ? store->take_loaded() : std::vector<EvidenceLine>();
  }
  std::unique_ptr<EvidenceMedium> medium_ = GetParam()();
};

class EvidenceVersions : public ::testing::TestWithParam<MakeVersionedMedium> {
 protected:
  std::unique_ptr<VersionedMedium> medium_ = GetParam()();
};

}  // namespace jurymast::store::testing
