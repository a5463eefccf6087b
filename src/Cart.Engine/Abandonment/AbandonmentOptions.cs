namespace Cart.Engine;

/// <summary>When a cart counts as abandoned, and how often that is looked for.</summary>
public sealed class AbandonmentOptions
{
    /// <summary>How long a cart must have been left alone.</summary>
    /// <value>Default 1 hour. Range 1 minute to less than a cart with lines lives.</value>
    public TimeSpan IdleFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often all carts are gone through, by one of the processes that share them. A cart is told of so much later at most.</summary>
    /// <value>Default 5 minutes. Range 1 second to 1 day.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);
}
