#include "store/test_evidence_contract.hpp"
#include "store/test_memory_evidence.hpp"

namespace jurymast::store::testing {
namespace {

class MemoryMedium final : public EvidenceMedium {
 public:
  MemoryMedium() = default;
  explicit MemoryMedium(const MemoryDisk& disk) : disk_(disk) {}
  Result<std::unique_ptr<EvidenceStore>> open() override { return std::make_unique<MemoryEvidence>(disk_); }
  std::unique_ptr<EvidenceMedium> after_a_crash() override { return std::make_unique<MemoryMedium>(disk_); }
  void take_nothing() override { disk_.take_nothing(); }
  void take_again() override { disk_.take_nothing(false); }
  void hang() override { disk_.hang(); }
  void go_on() override { disk_.hang(false); }

 private:
  MemoryDisk disk_;
};

INSTANTIATE_TEST_SUITE_P(Memory, EvidenceContract,
                         ::testing::Values([]() -> std::unique_ptr<EvidenceMedium> { return std::make_unique<MemoryMedium>(); }));

}  // namespace
}  // namespace jurymast::store::testing
