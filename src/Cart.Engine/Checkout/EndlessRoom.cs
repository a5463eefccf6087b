namespace Cart.Engine;

/// <summary>The room of a store that always has some: leaving it changes nothing.</summary>
public sealed class EndlessRoom : IDisposable
{
    private EndlessRoom()
    {
    }

    /// <summary>The only one.</summary>
    public static EndlessRoom Instance { get; } = new();

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
