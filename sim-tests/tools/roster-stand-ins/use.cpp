// A client's use of the roster: every field by its type.
#include "StageState.hpp"

int use(const Troupe::StageState &stage) {
  int people = stage.version;
  for (const auto &entry : stage.humans->items) {
    const Troupe::HumanState *human = entry.second;
    uint16_t netId = human->netId;
    bool performer = human->performer;
    const std::string names = human->nameEn + human->nameKo + human->bodyId + stage.stageId;
    people += netId + (performer ? 1 : 0) + static_cast<int>(names.size());
  }
  return people;
}
