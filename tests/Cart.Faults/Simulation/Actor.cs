namespace Cart.Faults;

/// <summary>Someone whose steps are scheduled: a process of the shop, a shopper, or the network.</summary>
internal class Actor
{
    private readonly TaskCompletionSource _died = new();

    /// <summary>Whether it was killed: none of its steps is ever run again.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Whether it stands still, as a process does that is stopped or collects garbage.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Ends when it is killed.</summary>
    public Task Death => _died.Task;

    public void Kill()
    {
        IsDead = true;
        _died.TrySetResult();
    }
}
