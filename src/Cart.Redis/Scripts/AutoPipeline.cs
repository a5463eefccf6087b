using System.Runtime.CompilerServices;

namespace Cart.Redis;

/// <summary>
/// Has callers who come at the same moment send one right after the other, so that their commands share packets: each awaits its turn,
/// then sends.
/// </summary>
/// <remarks>
/// A client that sends every command as soon as it is asked for puts a few of them into a packet, however many callers there are, and both
/// ends are busier with packets than with commands. Here no command waits, only the callers' own state machines, for a turn of the thread
/// pool: the client routes, keeps back and fails every command as it would without this.
/// </remarks>
internal sealed class AutoPipeline : IThreadPoolWorkItem
{
    // Small enough that the server begins with the first of many callers while the last are still sending. 6 to 16 do equally well.
    private const int GroupSize = 8;

    private readonly Lock _gate = new();
    private readonly Queue<Action> _waiting = new();
    private readonly List<Action> _group = new(GroupSize);
    private bool _isBusy;

    /// <summary>
    /// Is awaited before a command is sent. All others wait until the code behind it awaits something that is not there yet, so it sends,
    /// and forces itself to yield.
    /// </summary>
    public Turn NextTurn => new(this);

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            while (_group.Count < GroupSize && _waiting.TryDequeue(out var next))
            {
                _group.Add(next);
            }
        }

        foreach (var send in _group)
        {
            send();
        }

        _group.Clear();
        lock (_gate)
        {
            _isBusy = _waiting.Count > 0;
            if (!_isBusy)
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Join(Action send)
    {
        lock (_gate)
        {
            _waiting.Enqueue(send);
            if (_isBusy)
            {
                return;
            }

            _isBusy = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>An awaitable turn.</summary>
    public readonly struct Turn(AutoPipeline pipeline) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public Turn GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => pipeline.Join(continuation);

        public void UnsafeOnCompleted(Action continuation) => pipeline.Join(continuation);
    }
}
