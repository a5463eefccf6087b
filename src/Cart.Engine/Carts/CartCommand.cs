namespace Cart.Engine;

/// <summary>
/// Something to do to one cart in one atomic step. The family is closed: the mutations of <see cref="CartMutation"/> and the
/// three steps of a checkout.
/// </summary>
public abstract record CartCommand
{
    private protected CartCommand()
    {
    }
}
