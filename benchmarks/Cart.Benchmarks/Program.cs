using BenchmarkDotNet.Running;
using Cart.Benchmarks;

// BenchmarkDotNet has a command line of its own.
if (args is ["allocations", .. var rest])
{
    return await new AllocationsCommand().Parse(rest).InvokeAsync();
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
