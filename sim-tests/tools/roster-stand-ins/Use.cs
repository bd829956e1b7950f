// A client's use of the roster: every field by its type.
public static class Use {
	public static int Count(Troupe.StageState stage) {
		int people = stage.version;
		stage.humans.ForEach((key, human) => {
			ushort netId = human.netId;
			bool performer = human.performer;
			string names = human.nameEn + human.nameKo + human.bodyId + stage.stageId;
			people += netId + (performer ? 1 : 0) + names.Length;
		});
		return people;
	}
}
