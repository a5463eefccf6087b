using Cart.Engine;

namespace Cart.Persistence;

/// <summary>A draft on its way into a batch, and the caller who waits for what becomes of it.</summary>
internal sealed class PendingOrder(OrderDraft draft, CancellationToken cancellationToken)
{
    // Callers go on elsewhere: a writer must not run their code.
    private readonly TaskCompletionSource<Placement> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OrderDraft Draft { get; } = draft;

    public Task<Placement> Placement => _answer.Task;

    /// <summary>Whether the caller has gone before anything was sent.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    public void Answer(Placement placement) => _answer.TrySetResult(placement);

    public void Fail(Exception fault) => _answer.TrySetException(fault);

    public void Abandon() => _answer.TrySetCanceled(cancellationToken);
}
