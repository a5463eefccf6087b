namespace Cart.Engine;

/// <summary>Something that happened to a cart. The family is closed.</summary>
/// <remarks>
/// Events come after the effect and never change it. A change that is sent again under its operation id brings no second event.
/// </remarks>
public abstract record CartEvent
{
    private protected CartEvent()
    {
    }

    /// <summary>The cart as it was after the change, or later.</summary>
    public abstract CartSnapshot Cart { get; init; }
}
