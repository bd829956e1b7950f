//
// THIS FILE HAS BEEN GENERATED AUTOMATICALLY
// DO NOT CHANGE IT MANUALLY UNLESS YOU KNOW WHAT YOU'RE DOING
//
// GENERATED USING @colyseus/schema 5.0.34
//

namespace Troupe {
	public partial class StageState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
		[global::UnityEngine.Scripting.Preserve]
#endif
		public StageState() { }

		[global::Colyseus.Schema.Type(0, "uint8")]
		public byte version = default(byte);

		[global::Colyseus.Schema.Type(1, "string")]
		public string stageId = default(string);

		[global::Colyseus.Schema.Type(2, "map", typeof(global::Colyseus.Schema.MapSchema<HumanState>))]
		public global::Colyseus.Schema.MapSchema<HumanState> humans = new global::Colyseus.Schema.MapSchema<HumanState>();
	}
}
