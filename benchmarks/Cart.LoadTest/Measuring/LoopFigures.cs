namespace Cart.LoadTest;

/// <summary>What a loop came to.</summary>
/// <param name="Rate">Operations a second.</param>
/// <param name="Bytes">Bytes allocated an operation, in the whole process.</param>
internal readonly record struct LoopFigures(double Rate, double Bytes);
