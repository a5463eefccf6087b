namespace Cart.LoadTest;

/// <summary>How the load comes: from so many callers, each of whom waits for an answer, or at a rate, whatever is answered.</summary>
/// <param name="Callers">The callers of a closed loop, and how many operations an open loop may have under way.</param>
/// <param name="Rate">The operations a second of an open loop; null for a closed one.</param>
/// <param name="Time">How long to load.</param>
internal sealed record Load(int Callers, double? Rate, TimeSpan Time)
{
    public override string ToString() => Rate is { } rate ? $"{rate:0} operations a second" : $"{Callers} callers";
}
