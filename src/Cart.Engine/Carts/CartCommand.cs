namespace Cart.Engine;

/// <summary>
/// Something to do to one cart in one atomic step. The family is closed: the mutations of <see cref="CartMutation"/>, <see cref="KeepCart"/>, the three
/// steps of a checkout and the five of a merge.
/// </summary>
public abstract record CartCommand
{
    private protected CartCommand()
    {
    }
}
