using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Tsavorite.core;

namespace Cart.Embedded;

/// <summary>
/// Reads and writes the segments of a file of the embedded server. Each write is on the disk, and its checksum recorded, before it is acknowledged to
/// the server. A failed write is reported, because the server does not write again after it. The name is the path relative to the directory of
/// the carts, with slashes, and without the number of a segment.
/// </summary>
internal sealed class ChecksummedDevice(string path, string name, uint sectorSize, ChecksumFile checksums, Action<Exception> failed)
    : StorageDeviceBase(path, sectorSize, capacity: -1)
{
    private readonly ConcurrentDictionary<int, Lazy<SafeFileHandle>> _segments = new();
    private int _pending;

    public override bool Throttle() => Volatile.Read(ref _pending) > ThrottleLimit;

    public override void WriteAsync(
        nint sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite, DeviceIOCompletionCallback callback, object context)
    {
        Interlocked.Increment(ref _pending);
        ThreadPool.UnsafeQueueUserWorkItem(
            _ => Complete(() => Write(sourceAddress, segmentId, (long)destinationAddress, (int)numBytesToWrite), callback, context, isWrite: true), null);
    }

    public override void ReadAsync(
        int segmentId, ulong sourceAddress, nint destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context)
    {
        Interlocked.Increment(ref _pending);
        ThreadPool.UnsafeQueueUserWorkItem(
            _ => Complete(() => Read(segmentId, (long)sourceAddress, destinationAddress, (int)readLength), callback, context, isWrite: false), null);
    }

    public override void RemoveSegment(int segment)
    {
        checksums.Remove($"{name}.{segment}");
        Close(segment);
        File.Delete(GetSegmentFilename(FileName, segment));
    }

    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result)
    {
        try
        {
            RemoveSegment(segment);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            failed(fault);
        }

        callback(result);
    }

    public override long GetFileSize(int segment) => segmentSize > 0 ? segmentSize : RandomAccess.GetLength(Open(segment));

    public override void Reset()
    {
        SpinWait.SpinUntil(() => Volatile.Read(ref _pending) == 0, TimeSpan.FromSeconds(5));
        foreach (var segment in _segments.Keys)
        {
            Close(segment);
        }
    }

    public override void Dispose() => Reset();

    private void Complete(Func<int> work, DeviceIOCompletionCallback callback, object context, bool isWrite)
    {
        var (error, bytes, fault) = (0u, 0, (Exception?)null);
        try
        {
            bytes = work();
        }
        catch (Exception caught)
        {
            (error, fault) = (uint.MaxValue, caught);
        }

        Interlocked.Decrement(ref _pending);
        if (fault is not null && isWrite)
        {
            failed(fault);
        }

        callback(error, (uint)bytes, context, fault);
    }

    // The server changes the end of the last sector while it is written, so a copy is written and summed.
    private unsafe int Write(nint source, int segment, long offset, int length)
    {
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var bytes = copy.AsSpan(0, length);
            new ReadOnlySpan<byte>((void*)source, length).CopyTo(bytes);
            var file = Open(segment);
            var write = checksums.Begin(NameOf(segment), offset, length);
            RandomAccess.Write(file, bytes, offset);
            checksums.End(write, offset, bytes, (int)SectorSize);
            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private unsafe int Read(int segment, long offset, nint destination, int length) =>
        RandomAccess.Read(Open(segment), new Span<byte>((void*)destination, length), offset);

    private SafeFileHandle Open(int segment) => _segments.GetOrAdd(
        segment, static (segment, device) => new Lazy<SafeFileHandle>(() => device.OpenFile(segment), LazyThreadSafetyMode.PublicationOnly), this).Value;

    private SafeFileHandle OpenFile(int segment)
    {
        var file = GetSegmentFilename(FileName, segment);
        PrivateFiles.PrepareDirectory(Path.GetDirectoryName(file)!);
        PrivateFiles.Open(file, FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete).Dispose();
        return File.OpenHandle(
            file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.WriteThrough | FileOptions.Asynchronous);
    }

    private void Close(int segment)
    {
        if (_segments.TryRemove(segment, out var file) && file.IsValueCreated)
        {
            file.Value.Dispose();
        }
    }

    private string NameOf(int segment) => GetSegmentFilename(name, segment);
}

/// <summary>Creates the devices of the embedded server below the directory of the carts.</summary>
internal sealed class ChecksummedDevices(string directory, ChecksumFile checksums, Action<Exception> failed) : INamedDeviceFactoryCreator
{
    public INamedDeviceFactory Create(string baseName) => new Below(directory, baseName, checksums, failed);

    private sealed class Below(string directory, string baseName, ChecksumFile checksums, Action<Exception> failed) : INamedDeviceFactory
    {
        private readonly LocalStorageNamedDeviceFactory _files = new(deviceType: DeviceType.RandomAccess, baseName: baseName);

        public IDevice Get(FileDescriptor fileInfo)
        {
            var path = PathOf(fileInfo);
            PrivateFiles.PrepareDirectory(Path.GetDirectoryName(path)!);
            return new ChecksummedDevice(path, NameOf(path), GetSectorSize(fileInfo), checksums, failed);
        }

        public void Delete(FileDescriptor fileInfo)
        {
            checksums.Remove(NameOf(fileInfo.fileName is null ? PathOf(fileInfo) : PathOf(fileInfo) + ".0"));
            _files.Delete(fileInfo);
        }

        public IEnumerable<FileDescriptor> ListContents(string path) => _files.ListContents(path);

        public uint GetSectorSize(FileDescriptor fileInfo) => _files.GetSectorSize(fileInfo);

        private string PathOf(FileDescriptor file) => Path.Combine(baseName, file.directoryName ?? "", file.fileName ?? "");

        private string NameOf(string path) =>
            Path.TrimEndingDirectorySeparator(Path.GetRelativePath(directory, path)).Replace(Path.DirectorySeparatorChar, '/');
    }
}
