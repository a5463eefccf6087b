namespace Cart.Faults;

/// <summary>The one clock of a simulation. It goes on with every step, and can be set back to replay a log.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
