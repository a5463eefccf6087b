namespace Cart.Engine;

/// <summary>How the outbox of orders is worked off.</summary>
public sealed class OutboxOptions
{
    /// <summary>How often a process looks for orders whose own process did not finish them.</summary>
    /// <value>Default 5 seconds. Range 10 milliseconds to 1 hour.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a process has for an order that it took, before another may take it; it doubles with each failure.</summary>
    /// <value>Default 30 seconds. Range 10 milliseconds to 1 hour.</value>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an order is tried to be delivered to its handlers. After that its entry is given up and counted as
    /// <c>cart.outbox.expired</c>; the order itself stays.
    /// </summary>
    /// <value>Default 7 days. Range 1 minute to 365 days.</value>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);
}
