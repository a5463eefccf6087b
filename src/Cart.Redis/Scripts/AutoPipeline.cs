using System.Runtime.CompilerServices;

namespace Cart.Redis;

/// <summary>
/// Has callers who come at the same moment send one right after the other, so that their commands share packets: each awaits its turn,
/// then sends.
/// </summary>
/// <remarks>
/// A client that sends every command as soon as it is asked for puts a few of them into a packet, however many callers there are, and both
/// ends are busier with packets than with commands. Here no command waits, only the callers' own state machines, for one turn of the
/// thread pool: the client routes, keeps back and fails every command as it would without this.
/// </remarks>
internal sealed class AutoPipeline : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private List<Action> _arriving = [];
    private List<Action> _leaving = [];
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
            (_arriving, _leaving) = (_leaving, _arriving);
        }

        foreach (var goOn in _leaving)
        {
            goOn();
        }

        _leaving.Clear();
        lock (_gate)
        {
            if (_arriving.Count == 0)
            {
                _isBusy = false;
                return;
            }
        }

        // Who has come since goes together with those whose answers are being read just now.
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Join(Action goOn)
    {
        lock (_gate)
        {
            _arriving.Add(goOn);
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
