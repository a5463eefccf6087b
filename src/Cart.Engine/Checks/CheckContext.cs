namespace Cart.Engine;

/// <summary>What a check is told.</summary>
/// <param name="Moment">When it is.</param>
/// <param name="Production">Whether real shoppers depend on the stores.</param>
public readonly record struct CheckContext(CheckMoment Moment, bool Production);
