using Cart.Engine;

namespace Cart.Faults;

/// <summary>The way from a process to a store and back, on which requests and answers are lost, late, or on time.</summary>
internal sealed class Network(Scheduler scheduler, FaultDice dice)
{
    private readonly Actor _wire = new();

    /// <summary>Sends a request for a process.</summary>
    /// <param name="caller">The process.</param>
    /// <param name="effect">What the request does in the store.</param>
    /// <param name="late">Takes an effect that comes when the caller has stopped waiting; null to let the network deliver it some time.</param>
    public async Task<T> SendAsync<T>(Actor caller, Func<Task<T>> effect, Action<Func<Task<T>>>? late = null)
    {
        await scheduler.TurnAsync(caller);
        switch (dice.Next())
        {
            case RequestFate.Refused:
                throw new CartUnavailableException("Refused.", outcomeUnknown: false);
            case RequestFate.Lost:
                break;
            case RequestFate.ReplyLost:
                await effect();
                break;
            case RequestFate.Late when late is not null:
                late(effect);
                break;
            case RequestFate.Late:
                _ = DeliverAsync(effect);
                break;
            default:
                var answer = await effect();
                await scheduler.TurnAsync(caller);
                return answer;
        }

        await scheduler.TurnAsync(caller);
        throw new CartUnavailableException("No answer.", outcomeUnknown: true);
    }

    private async Task DeliverAsync<T>(Func<Task<T>> effect)
    {
        await scheduler.TurnAsync(_wire);
        await effect();
    }
}
