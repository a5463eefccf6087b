namespace Cart.Engine;

/// <summary>The cart costs more than can be counted exactly.</summary>
public sealed class TotalTooGreatException : CartException
{
    /// <summary>Makes the exception.</summary>
    public TotalTooGreatException()
        : base("The cart costs more than can be counted exactly; lower its quantities.")
    {
    }

    /// <inheritdoc/>
    public override string Code => "total_too_great";
}
